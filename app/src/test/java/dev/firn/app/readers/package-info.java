/** What is said of engines, in the program and in the documents. */
package dev.firn.app.readers;
