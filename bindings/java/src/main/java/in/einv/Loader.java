package in.einv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the library: {@code -Deinv.library}, then {@code EINV_LIBRARY}, then the one inside the jar, then the system's.
 * An override is meant, so nothing else is tried when it fails.
 */
final class Loader {
    private Loader() {}

    static void load() {
        List<String> tried = new ArrayList<>();
        if (!loadOne(tried)) {
            throw new UnsatisfiedLinkError("no usable einv library; tried\n" + String.join("\n", tried)
                    + "\nSet the property einv.library, or EINV_LIBRARY, to the library's file.");
        }
    }

    private static boolean loadOne(List<String> tried) {
        for (String override : new String[] {System.getProperty("einv.library"), System.getenv("EINV_LIBRARY")}) {
            if (override != null && !override.isEmpty()) {
                String file = Path.of(override).toAbsolutePath().toString();
                return attempt(file, tried, () -> System.load(file));
            }
        }
        return attempt("the jar's " + resource(), tried, Loader::loadBundled)
                || attempt("java.library.path (" + System.getProperty("java.library.path") + ")", tried,
                        () -> System.loadLibrary("einv"));
    }

    private interface Load {
        void run() throws IOException;
    }

    private static boolean attempt(String place, List<String> tried, Load load) {
        try {
            load.run();
            int found = Native.abi();
            if (found == Native.ABI) {
                return true;
            }
            // A library once loaded stays; a second one beside it would not be asked.
            throw new UnsatisfiedLinkError("its ABI is " + found + ", this jar speaks " + Native.ABI);
        } catch (IOException | UnsatisfiedLinkError why) {
            tried.add("  " + place + ": " + why.getMessage());
            return false;
        }
    }

    private static void loadBundled() throws IOException {
        try (InputStream bundled = Loader.class.getResourceAsStream(resource())) {
            if (bundled == null) {
                throw new IOException("not in this jar");
            }
            // A folder of its own, readable by this user only: nobody can slip another file in between.
            Path folder = Files.createTempDirectory("einv");
            Path file = folder.resolve(fileName());
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Files.copy(bundled, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        }
    }

    /** Such as {@code /native/linux-x86_64/libeinv.so}. */
    private static String resource() {
        return "/native/" + os() + "-" + arch() + "/" + fileName();
    }

    private static String fileName() {
        return System.mapLibraryName("einv");
    }

    private static String os() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macos" : name;
    }

    private static String arch() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("amd64") ? "x86_64" : name.equals("arm64") ? "aarch64" : name;
    }
}
