/* core: the largest sizes of a run that plain data needs. No functions. */
#ifndef PLATEAU_DIMENSIONS_H
#define PLATEAU_DIMENSIONS_H

enum {
    DEPTH_MAX = 4,         /* hidden layers */
    REPLICAS_MAX = 8,      /* students of one teacher in one run */
    SHORT_NAME_BYTES = 16, /* of a learner or a branch, with its end */
};

#endif
