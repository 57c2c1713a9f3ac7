/*
 * macros: the attributes and ownership helpers that every room uses.
 *
 * AUTO(free_fn) declares a local that is released when it leaves scope; STEAL
 * hands such a local over to the caller. MUST_CHECK marks what can fail. Memory
 * of variable size belongs to a talloc parent that the caller names (`mem`), so
 * one talloc_free of the parent releases everything below it.
 */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define NONNULL(...) __attribute__((nonnull(__VA_ARGS__)))
#define SENTINEL __attribute__((sentinel))
#define FORMAT(a, b) __attribute__((format(printf, a, b)))
#define UNUSED __attribute__((unused))

#define AUTO(fn) __attribute__((cleanup(fn)))

/* Takes the value out of an AUTO variable, leaving NULL behind. */
#define STEAL(p)                                                                                   \
	({                                                                                         \
		__typeof__(p) stolen_ = (p);                                                       \
		(p) = NULL;                                                                        \
		stolen_;                                                                           \
	})

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/*
 * DEFINE_AUTO(S) makes S_free usable with AUTO: AUTO(S_auto) struct S *x = ...;
 * S_free must take NULL.
 */
#define DEFINE_AUTO(S)                                                                             \
	static inline void S##_auto(struct S **p)                                                  \
	{                                                                                          \
		S##_free(*p);                                                                      \
		*p = NULL;                                                                         \
	}

/* A talloc context that is freed at the end of the scope. */
void memory_auto(void *context_pointer);
#define AUTO_MEMORY AUTO(memory_auto)

#endif
