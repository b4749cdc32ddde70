package org.example.shop;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Stands in for the reservation service. WAREHOUSE says how it behaves: steady, slow-once (per
 * reservation and ESCAPEMENT_STATE_DIR), slow, or reset.
 */
public final class Warehouse {
    private static final long PATIENCE_MS = 50;
    private final String manner = System.getenv().getOrDefault("WAREHOUSE", "steady");

    public String reserve(String reservation) throws IOException, InterruptedException {
        if (manner.equals("reset")) {
            throw new IOException("warehouse closed the connection during handshake");
        }
        boolean slow = isSlow(reservation);
        Thread.sleep(slow ? PATIENCE_MS : PATIENCE_MS / 10);
        return slow ? "pending" : "confirmed";
    }

    private boolean isSlow(String reservation) throws IOException {
        if (!manner.equals("slow-once")) {
            return manner.equals("slow");
        }
        Path seen = Paths.get(System.getenv("ESCAPEMENT_STATE_DIR"), reservation);
        try {
            Files.createFile(seen);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
