package dev.firn.sink.maintenance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Locations of files that are needed, eight bytes each, whatever a table's size. Two locations that might be of one file are the same: scheme
 * and bucket do not count ({@code s3}, {@code s3a} and a bucket's alias lead to one object), nor do doubled slashes. So it may say of a file
 * that it is needed which is not, and never the other way round.
 */
final class LocationSet {

    private static final int FIRST = 1_024;
    private static final Pattern ORIGIN = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*:(?://[^/]*)?");
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private long[] hashes = new long[FIRST];
    private int size;
    private boolean sorted = true;

    synchronized void add(String location) {
        if (size == hashes.length) {
            compact();
            if (size > hashes.length / 2) {
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
        }
        hashes[size++] = hash(location);
        sorted = false;
    }

    synchronized boolean contains(String location) {
        compact();
        return Arrays.binarySearch(hashes, 0, size, hash(location)) >= 0;
    }

    private void compact() {
        if (sorted) {
            return;
        }
        Arrays.sort(hashes, 0, size);
        int distinct = 0;
        for (int index = 0; index < size; index++) {
            if (index == 0 || hashes[index] != hashes[index - 1]) {
                hashes[distinct++] = hashes[index];
            }
        }
        size = distinct;
        sorted = true;
    }

    /** The path alone, as two writers of one file would both have it. */
    static String path(String location) {
        String path = ORIGIN.matcher(location).replaceFirst("");
        return SLASHES.matcher(path).replaceAll("/");
    }

    /** FNV-1a, then mixed: a hash that two locations share by chance spares a file, which does no harm. */
    private static long hash(String location) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : path(location).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    @Override
    public synchronized String toString() {
        compact();
        return String.format(Locale.ROOT, "%,d locations", size);
    }
}
