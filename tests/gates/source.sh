#!/bin/sh
exec "${top_srcdir:?}/scripts/check-source"
