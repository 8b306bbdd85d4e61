#include "glossary.h"

#include "people.h"

struct entry {
    enum scope scope;
    const char *word, *meaning;
};

static const struct entry entries[] = {
    {SCOPE_THEORY, "universal",
     "the branch where no neuron is learned, q = 0: the network has only what the linear and "
     "quadratic parts of the activations reveal"},
    {SCOPE_THEORY, "specialised",
     "every neuron is learned, q > 0 for each |v|; with two layers loud neurons of the first may "
     "be enough"},
    {SCOPE_THEORY, "partial:N", "one layer: the neurons of the N largest |v| are learned"},
    {SCOPE_THEORY, "weak",
     "one layer: the branch that grows out of q = 0 beyond the algorithmic alpha, where it is "
     "neither specialised nor partial"},
    {SCOPE_THEORY, "first, product",
     "two layers: the first alone is learned, or the product of both"},
    {SCOPE_THEORY, "first:best, partial",
     "two layers, where loud neurons of the first are learned and quiet ones are not: the best cut "
     "between them, with the first layer alone or with both"},
    {SCOPE_THEORY, "equilibrium",
     "the branch with the largest free entropy at an alpha: Bayes-optimal; in the transitions, "
     "the alpha from which on the specialised branch has it; `partial` of two layers counts as "
     "specialised, too"},
    {SCOPE_THEORY, "spinodal",
     "the alpha from which on the specialised branch exists, when it appears by a jump"},
    {SCOPE_THEORY, "algorithmic", "alpha_lin, the screen's a_lin: from there on q = 0 is unstable"},
    {SCOPE_THEORY, "q",
     "the mean over all weights of the overlap with the teacher, from 0 to 1; a run's may be "
     "above 1, where its weights are larger than the teacher's"},
    {SCOPE_THEORY, "r2",
     "the overlap of S = W^T diag(v) W / sqrt(k d) with the teacher's, 1 there; one layer. A run "
     "leaves it empty where mu_2 = E[sigma(z) He_2(z)] = 0, as for tanh2: (w, v) and (-w, -v) are "
     "then the same neuron to an odd activation, but not to S"},
    {SCOPE_LIMIT, "1/d = 0",
     "where the straight line in 1/d through the means of the runs ends, each weighted by its "
     "error; runs belong together when all but d and the seed is the same: preset, algorithm, "
     "alpha, the branch they are nearest to and its theory"},
    {SCOPE_LIMIT, "se",
     "the standard error of the limit: that of the runs' own errors, or more where three runs or "
     "more scatter more about the line"},
    {SCOPE_LIMIT, "in se", "limit - theory, in standard errors"},
    {SCOPE_LIMIT, "agrees, differs", "within 3 standard errors, or beyond"},
    {SCOPE_MMSE, "mmse",
     "error per entry of S, of unit variance, seen as sqrt(snr) S + Z with Z of unit variance: 1 "
     "at snr 0"},
    {SCOPE_MMSE, "dmmse", "d mmse / d snr"},
    {SCOPE_MMSE, "iota",
     "1/4 (symmetric; nats over d^2) or 1/2 (rectangular; nats over the entries of S) of the "
     "integral of mmse from 0 to snr: the information on S in the observation"},
    {SCOPE_DETECT, "plateau",
     "P1, P2...: a stretch of .35 decade of the clock or more in which the column changes little: "
     "|d ln x / d ln t| < .15; with --lower and --upper |du / d log10 t| < .35, u being 0 at the "
     "level that the curve reaches first and 1 at the last"},
    {SCOPE_DETECT, "level",
     "the median on the plateau about its drift, at its middle, and its standard error"},
    {SCOPE_DETECT, "drift", "the change of the column per decade of the clock, in its own units"},
    {SCOPE_DETECT, "confidence",
     "the probability that the slope is that flat, by its error; doubtful below .6"},
    {SCOPE_DETECT, "escape",
     "where the curve first crosses --level or --fraction; without them the first "
     "points that are below .8 of the first plateau, above 1/.8 with --rising, or .2 further in u"},
    {SCOPE_DETECT, "floor",
     "flat at the level that the curve reaches last (u > .8), which is not a plateau; in rows of "
     "`plateau run` also q >= .7"},
    {SCOPE_DETECT, "creeps",
     "a stretch that is flat by ratios, and falls by a quarter of its level and by as much as is "
     "left "
     "to fall: no plateau, but part of a fall above an offset, such as 3 + t^-.3"},
    {SCOPE_DETECT, "clock",
     "what it counts and how many decades it spans; from an origin where it begins so late that no "
     "plateau fits in. The first five units of a clock are left out"},
    {SCOPE_DETECT, "rows of run",
     "have their times in steps; each replica is a curve of its own: eps[0], eps[1]...; a change "
     "of alpha or algorithm begins a new clock, as it does on the screen"},
};

void glossary_print(enum scope scope, FILE *out)
{
    enum { LEFT = 23 };
    char left[LEFT + 1];
    bool begun = false;

    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (entries[i].scope != scope)
            continue;
        if (!begun)
            fprintf(out, "\nWords:\n");
        begun = true;
        snprintf(left, sizeof left, "  %s", entries[i].word);
        people_print_beside(out, left, LEFT, entries[i].meaning);
    }
}
