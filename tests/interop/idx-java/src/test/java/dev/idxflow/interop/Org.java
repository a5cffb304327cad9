package dev.idxflow.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A simulated org in a process of its own, and the hands of its people. */
final class Org implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final JsonNode invitation;

    private Org(Process process, JsonNode invitation) {
        this.process = process;
        this.invitation = invitation;
    }

    /** Starts an org with this setup, which ends with this process at the latest. */
    static Org start(String setup) throws IOException {
        Path file = Files.createTempFile("org", ".json");
        Files.writeString(file, setup);
        String sim = System.getProperty("idxflow.sim");
        Process process = new ProcessBuilder(sim, "--attached", "--setup", file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        Files.delete(file);
        return new Org(process, JSON.readTree(line));
    }

    /** What the org says of itself: issuer, client_id, redirect_uri. */
    String says(String what) {
        return invitation.required(what).textValue();
    }

    /** The first user's login or password. */
    String user(String what) {
        return invitation.required("users").required(0).required(what).textValue();
    }

    /** The phone scans a picture: a {@code data:} URI. */
    void scan(String picture) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(door("/phone/scan")).POST(BodyPublishers.ofString(picture)).build());
    }

    /** The code of the newest mail. */
    String code() throws IOException, InterruptedException {
        JsonNode messages = send(HttpRequest.newBuilder(door("/inbox")).build()).required("messages");
        return messages.required(messages.size() - 1).required("code").textValue();
    }

    /** The keys that the org signs with. */
    String keys() throws IOException, InterruptedException {
        URI keys = URI.create(says("issuer") + "/oauth2/default/v1/keys");
        return send(HttpRequest.newBuilder(keys).build()).toString();
    }

    private URI door(String path) {
        return URI.create(says("control_url") + path);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(request.uri() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
