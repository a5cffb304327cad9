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

/** A simulated org in a process of its own, with calls to its control API. */
final class Org implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final JsonNode info;

    private Org(Process process, JsonNode info) {
        this.process = process;
        this.info = info;
    }

    /** Starts an org with this setup. It stops when this process ends, at the latest. */
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

    /** Returns a member of the server info, such as issuer, client_id or redirect_uri. */
    String info(String member) {
        return info.required(member).textValue();
    }

    /** Returns the login or the password of the first user. */
    String user(String member) {
        return info.required("users").required(0).required(member).textValue();
    }

    /** Scans a QR code, a {@code data:} URI, with the user's phone. */
    void scan(String qrCode) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(endpoint("/phone/scan")).POST(BodyPublishers.ofString(qrCode)).build());
    }

    /** Returns the code in the newest message of the inbox. */
    String newestCode() throws IOException, InterruptedException {
        JsonNode messages = send(HttpRequest.newBuilder(endpoint("/inbox")).build()).required("messages");
        return messages.required(messages.size() - 1).required("code").textValue();
    }

    /** Returns the org's keys, a JSON Web Key Set. */
    String keys() throws IOException, InterruptedException {
        URI keys = URI.create(info("issuer") + "/oauth2/default/v1/keys");
        return send(HttpRequest.newBuilder(keys).build()).toString();
    }

    private URI endpoint(String path) {
        return URI.create(info("control_url") + path);
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
