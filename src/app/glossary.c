#include "glossary.h"

#include "people.h"

struct entry {
    enum scope scope;
    const char *word, *meaning;
};

static const struct entry entries[] = {
    {SCOPE_THEORY, "universal",
     "the branch where no neuron is learned, q = 0: only what the linear and quadratic parts of "
     "the activations tell"},
    {SCOPE_THEORY, "specialised", "every neuron is learned, q > 0 for each |v|"},
    {SCOPE_THEORY, "partial:N", "one layer: the neurons of the N largest |v| are learned"},
    {SCOPE_THEORY, "first, product",
     "two layers: the first alone is learned, or the product of both"},
    {SCOPE_THEORY, "first:best, partial",
     "two layers, where loud neurons of the first are learned and quiet ones are not: the best cut "
     "between them, with the first layer alone or with both"},
    {SCOPE_THEORY, "equilibrium",
     "the branch with the largest free entropy at an alpha: Bayes-optimal; in the transitions, "
     "the alpha from which on that is the specialised one"},
    {SCOPE_THEORY, "spinodal",
     "the alpha from which on the specialised branch exists, when it appears by a jump"},
    {SCOPE_THEORY, "algorithmic", "alpha_lin, the screen's a_lin: from there on q = 0 is unstable"},
    {SCOPE_THEORY, "q", "the mean over all weights of the overlap with the teacher, from 0 to 1"},
    {SCOPE_THEORY, "r2",
     "the overlap of S = W^T diag(v) W / sqrt(k d) with the teacher's, 1 there; one layer. A run "
     "leaves it empty where mu_2 = E[sigma(z) He_2(z)] = 0, as for tanh2: (w, v) and (-w, -v) are "
     "then the same neuron to an odd activation, but not to S"},
    {SCOPE_MMSE, "mmse",
     "error per entry of S, of unit variance, seen as sqrt(snr) S + Z with Z of unit variance: 1 "
     "at snr 0"},
    {SCOPE_MMSE, "dmmse", "d mmse / d snr"},
    {SCOPE_MMSE, "iota",
     "1/4 (symmetric; nats over d^2) or 1/2 (rectangular; nats over the entries of S) of the "
     "integral of mmse from 0 to snr: what the observation tells of S"},
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
