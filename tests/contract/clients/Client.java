import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Both of the JDK's clients to a host that is built in; prints one line of JSON. */
class Client {
    public static void main(String[] arguments) throws Exception {
        URI uri = URI.create("https://graph.facebook.com/v23.0/" + System.getenv("NUMBER"));
        String token = "Bearer " + System.getenv("TOKEN");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri).header("authorization", token).build();
        int modern = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        HttpURLConnection old = (HttpURLConnection) uri.toURL().openConnection();
        old.setRequestProperty("authorization", token);
        String elsewhere = "reached";
        try {
            URI foreign = URI.create("https://windtunnel.invalid/");
            client.send(HttpRequest.newBuilder(foreign).build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException error) {
            elsewhere = error.getMessage();
        }
        System.out.printf("{\"HttpClient\": %d, \"HttpURLConnection\": %d, \"elsewhere\": \"%s\"}%n",
                modern, old.getResponseCode(), elsewhere);
    }
}
