package in.einv;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/** The golden cases from Java: Golden cases.txt folder answers. */
public final class Golden {
    private Golden() {}

    public static void main(String[] arguments) throws Exception {
        Engine engine = new Engine("{\"on\":\"2026-11-21\"}");
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] part = line.split("\\|", 5);
            if (part[1].equals("2")) {
                engine.close();
            }
            byte[] document = Files.readAllBytes(Path.of(arguments[1], part[3]));
            Answer answer = part[1].equals("0")
                    ? call(Einv.class, null, part[2], document, part[4])
                    : call(Engine.class, engine, part[2], document, part[4]);
            Files.write(Path.of(arguments[2], part[0] + "." + answer.status()), answer.bytes());
        }
    }

    private static Answer call(Class<?> of, Object on, String verb, byte[] document, String opts) throws Exception {
        Method method = of.getMethod(verb, byte[].class, String.class);
        try {
            return (Answer) method.invoke(on, document, opts.isEmpty() ? null : opts);
        } catch (InvocationTargetException why) {
            if (why.getCause() instanceof EinvException) {
                return ((EinvException) why.getCause()).answer();
            }
            throw why;
        }
    }
}
