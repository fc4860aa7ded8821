package dev.firn.engine.source.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * MySQL's gb18030, the standard of 2005. Java follows that of 2022 from some release on, which gives 36 codes other characters. Hot.
 */
final class Gb18030 implements TextDecoder {

    private static final Charset JAVA = Charset.forName("GB18030");

    /** The codes of two bytes that mean a character for private use to MySQL. */
    private static final int[] PRIVATE_CODES = {
        0xA6D9, 0xA6DA, 0xA6DB, 0xA6DC, 0xA6DD, 0xA6DE, 0xA6DF, 0xA6EC, 0xA6ED, 0xA6F3, 0xFE59, 0xFE61, 0xFE66, 0xFE67,
        0xFE6D, 0xFE7E, 0xFE90, 0xFEA0
    };

    private static final int[] PRIVATE_CHARACTERS = {
        0xE78D, 0xE78E, 0xE78F, 0xE790, 0xE791, 0xE792, 0xE793, 0xE794, 0xE795, 0xE796, 0xE81E, 0xE826, 0xE82B, 0xE82C,
        0xE832, 0xE843, 0xE854, 0xE864
    };

    private static final int HAN = 0x8235_9037;
    private static final int FIRST_HAN = 0x9FB4;
    private static final int LAST_HAN = 0x9FBB;
    private static final int FORM = 0x8431_8236;
    private static final int FIRST_FORM = 0xFE10;
    private static final int LAST_FORM = 0xFE19;

    @Override
    public String decode(byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = from + length;
        int at = from;
        while (at < end) {
            int width = width(bytes, at, end);
            int own = own(bytes, at, width);
            if (own > 0) {
                text.appendCodePoint(own);
            } else {
                text.append(new String(bytes, at, width, width == 1 ? StandardCharsets.ISO_8859_1 : JAVA));
            }
            at += width;
        }
        return text.toString();
    }

    private static int width(byte[] bytes, int at, int end) {
        if (bytes[at] >= 0 || at + 1 >= end) {
            return 1;
        }
        boolean isFour = bytes[at + 1] >= '0' && bytes[at + 1] <= '9';
        return Math.min(isFour ? 4 : 2, end - at);
    }

    /** The character of a code that Java may take for another; 0 for all others. */
    private static int own(byte[] bytes, int at, int width) {
        if (width == 2) {
            int code = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
            int index = code < PRIVATE_CODES[0] ? -1 : Arrays.binarySearch(PRIVATE_CODES, code);
            return index < 0 ? 0 : PRIVATE_CHARACTERS[index];
        }
        if (width == 4) {
            int han = FIRST_HAN + number(bytes, at) - number(HAN);
            int form = FIRST_FORM + number(bytes, at) - number(FORM);
            return han >= FIRST_HAN && han <= LAST_HAN ? han : form >= FIRST_FORM && form <= LAST_FORM ? form : 0;
        }
        return 0;
    }

    /** The place of a code of four bytes among them all. */
    private static int number(byte[] bytes, int at) {
        return ((((bytes[at] & 0xFF) - 0x81) * 10 + bytes[at + 1] - '0') * 126 + (bytes[at + 2] & 0xFF) - 0x81) * 10
                + bytes[at + 3]
                - '0';
    }

    private static int number(int code) {
        return number(new byte[] {(byte) (code >>> 24), (byte) (code >>> 16), (byte) (code >>> 8), (byte) code}, 0);
    }
}
