/* model, private: a source of labelled rows. Owned by: worker, inside its problem. */
#ifndef PLATEAU_MODEL_SOURCE_H
#define PLATEAU_MODEL_SOURCE_H

#include "plateau/config.h"
#include "plateau/data.h"
#include "plateau/truth.h"

struct source;

struct source_ops {
    /* Returns how many rows this source has for a config. */
    size_t (*rows)(const struct source *source, const struct config *config);
    /*
     * Fills *data with the rows in force under config.alpha and config.noise. A row never changes;
     * its label changes with the noise alone. On STATUS_NO_MEMORY the rows and *data are as before.
     */
    enum status (*load)(struct source *source, const struct config *config, struct data *data,
                        struct error *err);
    /* Returns the truth; NULL where the source does not know it. */
    const struct truth *(*truth)(const struct source *source);
    void (*destroy)(struct source *source);
};

/* The first member of each source. */
struct source {
    const struct source_ops *ops;
};

/**
 * Makes a source of rows of the endless, seeded stream, labelled by a teacher that is drawn, too: n
 * = round(alpha d^2). team is borrowed.
 *
 * returns  NULL on STATUS_NO_MEMORY with the reason in err
 */
struct source *source_drawn_create(const struct config *config, struct team *team,
                                   const struct tile_ops *tiles, struct error *err);

#endif
