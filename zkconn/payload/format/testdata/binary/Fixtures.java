import java.io.*;
import java.nio.file.*;
import java.util.*;

/** Writes the fixtures of Java's serialization. */
public class Fixtures {
    enum Kind { A, B }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        long id = 7;
    }

    static class Login extends Base {
        private static final long serialVersionUID = 1;
        String user = "bob";
        char[] password = "hunter2".toCharArray();
        byte small = -1;
        short port = 2181;
        int count = 70000;
        char letter = '\u6570';
        float half = 0.25f;
        double ratio = 0.5;
        boolean on = true;
        Kind kind = Kind.B;
        byte[] blob = {0, -1, 1};
        int[] numbers = {1, -2};
        List<String> tags = new ArrayList<>(List.of("a", "\u6570\u636e", "a\0b", "\uD83D\uDE00"));
        Object self = this;
        Object none = null;
        Class<?> type = String.class;
    }

    static class Custom implements Externalizable {
        public void writeExternal(ObjectOutput out) throws IOException { out.writeInt(5); out.writeObject("inside"); }
        public void readExternal(ObjectInput in) { }
    }

    static void write(String name, Object... values) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(Path.of(name)))) {
            for (Object value : values) {
                out.writeObject(value);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        write("login.ser", new Login());
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("user", "bob");
        map.put("password", "hunter2");
        map.put(7, List.of("x"));
        write("map.ser", map, "behind it");
        Properties properties = new Properties();
        properties.put("db.password", "hunter2");
        write("properties.ser", properties);
        write("custom.ser", new Custom(), new Date(1700000000000L), Optional.empty().getClass());
        byte[] text = Files.readAllBytes(Path.of("json.txt"));
        try (OutputStream out = new net.jpountz.lz4.LZ4BlockOutputStream(Files.newOutputStream(Path.of("json.java-lz4")), 1 << 16)) {
            out.write(text);
        }
        try (OutputStream out = new org.xerial.snappy.SnappyOutputStream(Files.newOutputStream(Path.of("json.java-snappy")))) {
            out.write(text);
        }
        write("exception.ser", new IllegalStateException("no leader"));
    }
}
