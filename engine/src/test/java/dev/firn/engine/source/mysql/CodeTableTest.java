package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeTableTest {

    private static String decode(TextDecoder decoder, String hex) {
        byte[] bytes = HexFormat.of().parseHex("ff" + hex + "ff");
        return decoder.decode(bytes, 1, bytes.length - 2);
    }

    private static Map<Integer, String> ascii() {
        Map<Integer, String> codes = new HashMap<>();
        for (int i = 0; i < 0x80; i++) {
            codes.put(i, String.valueOf((char) i));
        }
        return codes;
    }

    @Test
    void codesOfOneTwoAndThreeBytes() {
        Map<Integer, String> codes = ascii();
        codes.put(0xB1, "ｱ");
        codes.put(0xB1B1, "ｱｱ");
        codes.put(0xC6FC, "日");
        codes.put(0x8FA2B7, "~");
        CodeTable table = new CodeTable(codes);
        assertThat(decode(table, "61c6fc628fa2b763")).isEqualTo("a日b~c");
        assertThat(decode(table, "b1b161b1")).isEqualTo("ｱｱaｱ");
        assertThat(decode(table, "00617a")).isEqualTo("\0az");
        assertThat(decode(table, "")).isEmpty();
        assertThat(decode(table, "c68fa2")).as("no codes").isEqualTo("???");
    }

    /** Where a set replaces characters of ASCII by its own. */
    @Test
    void aSetThatIsNotAscii() {
        Map<Integer, String> codes = ascii();
        codes.put(0x40, "É");
        assertThat(decode(new CodeTable(codes), "6140")).isEqualTo("aÉ");
    }

    @Test
    void gb18030IsThatOf2005() {
        TextDecoder gb18030 = new MysqlCharsets(query -> Map.of()).decoder("gb18030");
        assertThat(decode(gb18030, "61d6d062")).isEqualTo("a中b");
        assertThat(decode(gb18030, "9439fc3641")).isEqualTo("😀A");
        assertThat(decode(gb18030, "a6d9fea0")).isEqualTo("\uE78D\uE864");
        assertThat(decode(gb18030, "82359037823591348431823684318335")).isEqualTo("\u9FB4\u9FBB\uFE10\uFE19");
        assertThat(decode(gb18030, "8235903684318336")).isEqualTo("\u9FB3\uFE1A");
    }

    @Test
    void latin1HasNoHoles() {
        assertThat(decode(new MysqlCharsets(query -> Map.of()).decoder("latin1"), "80818d8f909dff"))
                .isEqualTo("€\u0081\u008d\u008f\u0090\u009dÿ");
    }
}
