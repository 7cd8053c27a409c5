package in.einv;

/** The library's own functions, as in the C header, with arrays for pointers and lengths. */
final class Native {
    static final int ABI = 1;

    static {
        Loader.load();
    }

    private Native() {}

    static native int abi();

    static native int version(byte[] out, int[] outLen);

    static native int open(byte[] config, int[] engine, byte[] out, int[] outLen);

    static native int close(int handle);

    static native int stop(int handle);

    /** Any verb, by its ASCII name without {@code einv_}. */
    static native int call(byte[] verb, int engine, byte[] in, byte[] opts, byte[] out, int[] outLen);
}
