package dev.firn.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.app.Statuses;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusPagesTest {

    private final PipelineStatus status = Statuses.running(
            Statuses.streaming("public.orders"),
            Statuses.stopped("public.prices"),
            Statuses.loading("public.items", State.LOADING, 1500, OptionalLong.of(20000)));

    @Test
    void text() {
        assertThat(StatusText.write(status)).isEqualTo("""
                        pipeline    shop: running
                        position    0/16B3748
                        lag         1s
                        checkpoint  41 at 0/16B3700, committed 30s ago
                        buffer      1MB of 300MB

                        TABLE          STATE      INSERTS  UPDATES  DELETES  LOAD
                        public.orders  streaming  12       3        1
                        public.prices  stopped    0        0        0
                        public.items   loading    0        0        0        1,500 of about 20,000 rows, 3 chunks, 150 rows/s, 2m4s left

                        public.prices is stopped: Column x of type money cannot be replicated
                          remedy: name it in exclude-columns
                        """);
    }

    @Test
    void whatTheLogDoesNotTellAndWhatTheLakeCannotHoldStaysInSight() {
        PipelineStatus warned = Statuses.running(Statuses.warned("shop.items"));

        assertThat(StatusText.write(warned))
                .contains("""
                        shop.items: foreign keys: the log does not tell what these do: fk, ON DELETE CASCADE
                          remedy: firn resync shop.items
                        """)
                .contains("shop.items: 7 values were made null");
        assertThat(StatusReading.read(StatusJson.write(warned)).tables()).isEqualTo(warned.tables());
    }

    @Test
    void json() throws Exception {
        JsonNode json = new ObjectMapper().readTree(StatusJson.write(status));

        assertThat(json.get("pipeline").asText()).isEqualTo("shop");
        assertThat(json.get("activity").asText()).isEqualTo("running");
        assertThat(json.get("lagSeconds").asDouble()).isEqualTo(1.5);
        assertThat(json.get("lastCheckpoint").get("id").asLong()).isEqualTo(41);
        assertThat(json.get("tables")).hasSize(3);
        assertThat(json.get("tables").get(1).get("remedy").asText()).isEqualTo("name it in exclude-columns");
        assertThat(json.get("tables").get(2).get("load").get("rowsPerSecond").asLong())
                .isEqualTo(150);
        assertThat(json.get("tables").get(2).get("load").get("secondsLeft").asLong())
                .isEqualTo(124);
        assertThat(json.get("tables").get(2).get("load").get("estimatedRows").asLong())
                .isEqualTo(20000);
        assertThat(json.has("inFlight")).isFalse();
    }
}
