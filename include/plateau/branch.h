/* judge: which theory branch an error is nearest to. Any thread; a pure function. */
#ifndef PLATEAU_BRANCH_H
#define PLATEAU_BRANCH_H

/**
 * u = ln(universal / eps) / ln(universal / specialised): below .2 "universal", above .8
 * "specialised", "between" otherwise. "" where an argument is missing, eps is not positive, or the
 * two branches are within 5 % of each other.
 */
const char *branch_of(double eps, double universal, double specialised);

#endif
