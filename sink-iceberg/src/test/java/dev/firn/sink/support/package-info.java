/** What the tests of the sink stand on: a lake in a folder, a catalog that fails on command, and tables as the tests read them. */
package dev.firn.sink.support;
