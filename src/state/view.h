/*
 * view: the functions behind state_view. Private to state/.
 */
#ifndef STATE_VIEW_H
#define STATE_VIEW_H

#include "record/view.h"

struct state;

struct view state_view_of(struct state *s);

#endif
