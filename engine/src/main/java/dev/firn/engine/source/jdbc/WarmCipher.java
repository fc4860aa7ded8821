package dev.firn.engine.source.jdbc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the JVM compile the cipher of TLS before tables are read through it. It uses the processor's instructions for AES-GCM only in
 * code that its last compiler has seen, which takes about {@value #MESSAGES} messages of whatever length. TLS fills them with 16 KB, so else the
 * first hundred megabytes of a load, or several, as all readers and the compiler then want the processor, are decrypted at a tenth of the speed:
 * two seconds of processor time. Short messages take a tenth of one, while a process that starts waits for other things.
 */
public final class WarmCipher {

    private static final Logger LOG = LoggerFactory.getLogger(WarmCipher.class);

    private static final int MESSAGES = 8_000;
    private static final int MESSAGE_BYTES = 256;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = 5;

    private WarmCipher() {}

    /** Begins, on a thread of its own that nobody waits for. */
    public static void begin() {
        Thread thread = new Thread(WarmCipher::run, "firn-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            decrypt(MESSAGES);
        } catch (GeneralSecurityException e) {
            LOG.debug("The cipher of TLS could not be compiled ahead, which costs nothing but time", e);
        }
    }

    /** As TLS does it: each message with a nonce and a header. */
    static void decrypt(int messages) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
        GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, new byte[NONCE_BYTES]);
        byte[] header = new byte[HEADER_BYTES];
        cipher.init(Cipher.ENCRYPT_MODE, key, nonce);
        cipher.updateAAD(header);
        byte[] message = cipher.doFinal(new byte[MESSAGE_BYTES]);
        ByteBuffer text = ByteBuffer.allocate(message.length);
        for (int i = 0; i < messages; i++) {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(header);
            cipher.doFinal(ByteBuffer.wrap(message), text.clear());
        }
    }
}
