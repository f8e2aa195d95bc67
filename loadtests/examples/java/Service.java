import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** POST /send asks WhatsApp to send a template; POST /webhook hears what became of it. */
class Service {
    static final String TOKEN = System.getenv("WA_TOKEN");
    static final String SECRET = System.getenv("WA_APP_SECRET");
    static final URI API = URI.create(
            "https://graph.facebook.com/v23.0/" + System.getenv("WA_PHONE_ID") + "/messages");
    static final long PATIENCE_MS = 5_000; // what must wait longer is given up
    static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*(\\d+)");
    static final HttpClient HTTP = HttpClient.newHttpClient();
    /** By account, number or recipient: when the next call may be made. */
    static final Map<String, Long> FREE_AT = new ConcurrentHashMap<>();
    /** By recipient: how often in a row there was too much for one person. */
    static final Map<String, Integer> IN_A_ROW = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws IOException {
        if (TOKEN == null) throw new IllegalStateException("WA_TOKEN is not set");
        if (SECRET == null) throw new IllegalStateException("WA_APP_SECRET is not set");
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/send", Service::send);
        server.createContext("/webhook", Service::hear);
        server.start();
    }

    static void send(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        String id = UUID.randomUUID().toString();
        int status = deliver(asked.get("to"), message(asked, id));
        answer(exchange, status, "{\"id\": \"" + id + "\"}");
    }

    static int deliver(String to, String message) {
        long giveUpAt = System.currentTimeMillis() + PATIENCE_MS;
        HttpRequest request = HttpRequest.newBuilder(API).timeout(Duration.ofSeconds(2))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message)).build();
        while (true) {
            for (long left; (left = freeAt(to) - System.currentTimeMillis()) > 0; ) {
                if (System.currentTimeMillis() + left > giveUpAt) return 503; // surely not sent
                sleep(left + ThreadLocalRandom.current().nextLong(1_000));
            }
            HttpResponse<String> reply = ask(request);
            if (reply == null || reply.statusCode() >= 500) {
                return 504; // perhaps it was sent: a second try might double it
            }
            if (reply.body().contains("\"messages\"")) {
                IN_A_ROW.remove(to);
                return 202;
            }
            if (!isNotNow(reply, to)) return 502; // not ever
        }
    }

    /** Returns the answer, or null where none came. */
    static HttpResponse<String> ask(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException lost) {
            return null;
        }
    }

    static long freeAt(String to) {
        return Stream.of("account", "number", to)
                .mapToLong(key -> FREE_AT.getOrDefault(key, 0L)).max().getAsLong();
    }

    /** Notes how long a limit holds up what; false where the refusal is for good. */
    static boolean isNotNow(HttpResponse<String> reply, String to) {
        Matcher found = CODE.matcher(reply.body());
        int code = found.find() ? Integer.parseInt(found.group(1)) : 0;
        String key = switch (code) {
            case 4, 80007 -> "account";
            case 130429 -> "number";
            case 131056 -> to;
            default -> null;
        };
        if (key == null) return false;
        int row = code == 131056 ? IN_A_ROW.merge(to, 1, Integer::sum) - 1 : 0;
        double usual = key.equals("account") ? 60 : Math.pow(4, row); // seconds
        double seconds = reply.headers().firstValue("Retry-After")
                .map(Double::parseDouble).orElse(usual);
        FREE_AT.put(key, System.currentTimeMillis() + Math.round(seconds * 1_000) + 100);
        return true;
    }

    static void hear(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String due = "sha256=" + HexFormat.of().formatHex(signature(body));
        String got = exchange.getRequestHeaders().getFirst("X-Hub-Signature-256");
        boolean isTheirs = got != null && MessageDigest.isEqual(due.getBytes(), got.getBytes());
        if (isTheirs) keep(body);
        answer(exchange, isTheirs ? 200 : 403, "");
    }

    /** What became of each message, also where the answer was lost: a database, in earnest. */
    static void keep(byte[] webhook) {
        System.out.println(new String(webhook, StandardCharsets.UTF_8));
    }

    static byte[] signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The provider's JSON: the template's words in its body and, for a code, on its button. */
    static String message(Map<String, String> asked, String id) {
        String texts = Stream.of("p1", "p2", "p3").map(key -> asked.getOrDefault(key, ""))
                .filter(text -> !text.isEmpty())
                .map(text -> "{\"type\": \"text\", \"text\": %s}".formatted(quoted(text)))
                .collect(Collectors.joining(", ", "[", "]"));
        String button = asked.getOrDefault("code", "").isEmpty() ? "" : ", {\"type\": \"button\", "
                + "\"sub_type\": \"url\", \"index\": \"0\", \"parameters\": " + texts + "}";
        return """
                {"messaging_product": "whatsapp", "to": %s, "type": "template",
                 "biz_opaque_callback_data": "%s",
                 "template": {"name": %s, "language": {"code": %s},
                  "components": [{"type": "body", "parameters": %s}%s]}}
                """.formatted(quoted(asked.get("to")), id, quoted(asked.get("template")),
                quoted(asked.get("lang")), texts, button);
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static Map<String, String> fields(String query) {
        Map<String, String> found = new HashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return found;
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException woken) {
            Thread.currentThread().interrupt();
        }
    }
}
