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
 * {@code java.library.path}. An override is deliberate, so nothing else is tried when it fails. Only absolute paths are loaded:
 * a bare name would be searched in folders that others may write, such as the current one.
 */
final class Loader {
    /** The prefix of the folders for unpacked libraries; the process's number and a dash follow. */
    private static final String FOLDER = "einv-";

    /** A process that this one can't see may still be filling a folder younger than this. */
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
            // A loaded library stays; a second one beside it would not be used.
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
            // Its own folder, readable only by this user, so that no one can replace the file.
            Path folder = Files.createTempDirectory(FOLDER + ProcessHandle.current().pid() + "-");
            sweep(folder);
            Path file = folder.resolve(fileName());
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Files.copy(bundled, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        }
    }

    /** Deletes the leftovers of this user's processes that were killed, or could not delete a library in use. */
    private static void sweep(Path ours) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ours.getParent(), FOLDER + "*-*")) {
            for (Path folder : folders) {
                if (isLeft(folder, ours)) {
                    delete(folder);
                }
            }
        } catch (IOException | RuntimeException ignored) {
            // They stay for the next process.
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(fileName()));
            Files.deleteIfExists(folder);
        } catch (IOException | RuntimeException ignored) {
            // In use after all, or it has other files.
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
