import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Prints how each of the JDK's clients fails to reach a host that is built in. */
class Gone {
    public static void main(String[] arguments) throws Exception {
        URI uri = URI.create("https://graph.facebook.com/");
        try {
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException error) {
            System.out.println(error);
        }
        try {
            ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
        } catch (IOException error) {
            System.out.println(error);
        }
    }
}
