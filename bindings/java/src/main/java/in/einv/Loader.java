package in.einv;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the library: {@code -Deinv.library}, then {@code EINV_LIBRARY}, then the one inside the jar, then along
 * {@code java.library.path}. An override is meant, so nothing else is tried when it fails. Only absolute paths are loaded:
 * a bare name would be looked for in folders that others may write, the current one among them.
 */
final class Loader {
    /** How the folders begin that a library of the jar is unpacked into; the process's number and a dash follow. */
    private static final String FOLDER = "einv-";

    /** A folder younger than this may be one that is just being filled, by a process that can't be seen from here. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

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
        if (attempt("the jar's " + resource(), tried, Loader::loadBundled)) {
            return true;
        }
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator)) {
            Path file = Path.of(folder, fileName());
            if (file.isAbsolute() && attempt(file.toString(), tried, () -> loadFrom(file))) {
                return true;
            }
        }
        return false;
    }

    private static void loadFrom(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no such file");
        }
        System.load(file.toString());
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
            Path folder = Files.createTempDirectory(FOLDER + ProcessHandle.current().pid() + "-");
            sweep(folder);
            Path file = folder.resolve(fileName());
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Files.copy(bundled, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        }
    }

    /** Deletes what processes of this user left that were killed, or that could not delete a library in use. */
    private static void sweep(Path ours) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ours.getParent(), FOLDER + "*-*")) {
            for (Path folder : folders) {
                if (isLeft(folder, ours)) {
                    delete(folder);
                }
            }
        } catch (IOException | RuntimeException ignored) {
            // They are there for the next one.
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(fileName()));
            Files.deleteIfExists(folder);
        } catch (IOException | RuntimeException ignored) {
            // In use after all, or there is more in it than ours.
        }
    }

    private static boolean isLeft(Path folder, Path ours) {
        try {
            String number = folder.getFileName().toString().substring(FOLDER.length()).split("-")[0];
            Instant old = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant().plus(YOUNG);
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder).equals(Files.getOwner(ours))
                    && ProcessHandle.of(Long.parseLong(number)).isEmpty()
                    && old.isBefore(Instant.now());
        } catch (IOException | RuntimeException unknown) {
            return false;
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
