package dev.firn.engine.source.mysql;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A character set of up to three bytes a character, by its codes and what they mean to the server. What is no code of it is a question mark, as the
 * server shows it. Hot.
 */
final class CodeTable implements TextDecoder {

    private static final int SINGLES = 0x100;
    private static final int PAIRS = 0x1_0000;

    /** Stands for a text that is not one character: what the server shows for a code that it takes without knowing it. */
    private static final int SEVERAL = -1;

    /** The only byte that begins three (EUC). */
    private static final int BEGINS_THREE = 0x8F;

    private final String[] singles = new String[SINGLES];
    /** By both bytes less 0x8000: the first is no ASCII. Zero is none. */
    private final int[] pairs;

    private final int[] triples;
    private final Map<Integer, String> several = new HashMap<>();
    private final boolean isAscii;

    /**
     * @param codes texts by codes, the first byte of a code the most significant
     */
    CodeTable(Map<Integer, String> codes) {
        boolean hasPairs = codes.keySet().stream().anyMatch(code -> code >= SINGLES);
        boolean hasTriples = codes.keySet().stream().anyMatch(code -> code >= PAIRS);
        pairs = new int[hasPairs ? PAIRS / 2 : 0];
        triples = new int[hasTriples ? PAIRS : 0];
        boolean ascii = true;
        for (int i = 0; i < SINGLES; i++) {
            singles[i] = codes.getOrDefault(i, "?");
            ascii &= i >= 0x80 || singles[i].equals(String.valueOf((char) i));
        }
        isAscii = ascii;
        codes.forEach(this::put);
    }

    private void put(int code, String text) {
        if (code < SINGLES) {
            return;
        }
        boolean isOne = text.codePointCount(0, text.length()) == 1;
        int character = isOne ? text.codePointAt(0) : SEVERAL;
        if (!isOne) {
            several.put(code, text);
        }
        if (code < PAIRS) {
            // Two bytes may also be two codes.
            boolean areTwo = text.equals(singles[code >>> 8] + singles[code & 0xFF]);
            pairs[code - PAIRS / 2] = areTwo ? 0 : character;
        } else {
            triples[code & 0xFFFF] = character;
        }
    }

    @Override
    public String decode(byte[] bytes, int from, int length) {
        if (isAscii && isAscii(bytes, from, length)) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        StringBuilder text = new StringBuilder(length);
        int end = from + length;
        int at = from;
        while (at < end) {
            at += append(bytes, at, end, text);
        }
        return text.toString();
    }

    private static boolean isAscii(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Appends the character that begins here; gives how many bytes it has. */
    private int append(byte[] bytes, int at, int end, StringBuilder text) {
        int first = bytes[at] & 0xFF;
        if (first >= 0x80 && pairs.length > 0 && at + 1 < end) {
            int second = bytes[at + 1] & 0xFF;
            if (first == BEGINS_THREE && triples.length > 0 && at + 2 < end) {
                int code = (second << 8) | (bytes[at + 2] & 0xFF);
                if (triples[code] != 0) {
                    append(triples[code], (BEGINS_THREE << 16) | code, text);
                    return 3;
                }
            }
            int code = (first << 8) | second;
            int pair = pairs[code - PAIRS / 2];
            if (pair != 0) {
                append(pair, code, text);
                return 2;
            }
        }
        text.append(singles[first]);
        return 1;
    }

    private void append(int character, int code, StringBuilder text) {
        if (character == SEVERAL) {
            text.append(several.get(code));
        } else {
            text.appendCodePoint(character);
        }
    }
}
