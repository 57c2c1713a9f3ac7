/*
 * framing: whether a request makes plain where it ends.
 *
 * A proxy before us and the library below us must see the same requests in the
 * same bytes, else one could hide behind another (RFC 9112, 11.2). What they
 * might read differently is refused, and its connection closed, so that nothing
 * after it is ever read as a request. Pure.
 */
#ifndef WIRE_FRAMING_H
#define WIRE_FRAMING_H

#include <stdbool.h>

#include "http/message.h"

/*
 * False for a header's name that is not a token or a value with control characters;
 * more than one Content-Length or Transfer-Encoding, or both; a Content-Length that
 * is not digits alone; a coding other than "chunked"; a body of GET or HEAD.
 * (RFC 9112, 5.1, 6.1, 6.3; RFC 9110, 5.5, 8.6, 9.3.1.)
 */
bool framing_is_plain(const struct http_request *request);

/*
 * Whether the connection may carry another request after this one: not if its body
 * is chunked, or its method is one whose body is not read.
 */
bool framing_may_go_on(const struct http_request *request);

#endif
