package dev.firn.engine.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadSlotsTest {

    private final ReadSlots slots = new ReadSlots(2);
    private final List<String> granted = new ArrayList<>();

    /** Wants several slots, one after another, as a load does. */
    private final class Hungry implements ReadSlots.Reader {

        private final String name;
        private int wanted;

        Hungry(String name, int wanted) {
            this.name = name;
            this.wanted = wanted;
        }

        void ask() {
            if (wanted > 0) {
                wanted--;
                slots.ask(this);
            }
        }

        @Override
        public void granted() {
            granted.add(name);
            ask();
        }
    }

    @Test
    void noMoreThanTheLimitAreTaken() {
        new Hungry("big", 5).ask();

        assertThat(granted).containsExactly("big", "big");
        slots.giveBack(1);
        assertThat(granted).hasSize(3);
    }

    @Test
    void bigAndSmallTakeTurns() {
        new Hungry("big", 6).ask();
        new Hungry("small", 1).ask();
        new Hungry("middle", 2).ask();
        for (int i = 0; i < 5; i++) {
            slots.giveBack(1);
        }
        assertThat(granted).containsExactly("big", "big", "big", "small", "middle", "big", "middle");
    }

    @Test
    void withdrawnReaderGetsNone() {
        Hungry gone = new Hungry("gone", 1);
        new Hungry("big", 2).ask();
        gone.ask();
        slots.withdraw(gone);
        slots.giveBack(2);

        assertThat(granted).containsExactly("big", "big");
    }

    @Test
    void slotThatNobodyTookCannotBeGivenBack() {
        assertThatThrownBy(() -> slots.giveBack(1)).isInstanceOf(IllegalStateException.class);
    }
}
