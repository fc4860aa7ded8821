package dev.firn.engine.source.mysql;

import java.nio.charset.Charset;

/** How the bytes that a text column stores become characters. */
@FunctionalInterface
public interface TextDecoder {

    /** The characters of a value. Hot. */
    String decode(byte[] bytes, int from, int length);

    /** By a charset that Java knows exactly as MySQL does. */
    static TextDecoder of(Charset charset) {
        return (bytes, from, length) -> new String(bytes, from, length, charset);
    }
}
