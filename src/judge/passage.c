#include "plateau/passage.h"

struct passage passage_of(double level, bool rising)
{
    return (struct passage){.level = level, .rising = rising};
}

bool passage_add(struct passage *passage, uint64_t step, double gradients, double value)
{
    const bool is_beyond = passage->rising ? value > passage->level : value < passage->level;

    if (passage->found || value != value)
        return false;
    if (!is_beyond || !passage->before) {
        passage->before = passage->before || !is_beyond;
        return false;
    }
    passage->found = true;
    passage->step = step;
    passage->gradients = gradients;
    return true;
}
