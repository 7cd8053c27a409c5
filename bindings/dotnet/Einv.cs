// einv from C#: .NET Framework 4.5 or later, .NET, and Mono. Copy this file into your project, or take the NuGet package.
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

/// <summary>The library is missing, for another processor, or of another interface.</summary>
public sealed class EinvLibraryException : Exception
{
    public EinvLibraryException(string message, Exception why) : base(message, why) { }
}

/// <summary>A failed call, with the library's own error: JSON with code, message, at and fix.</summary>
public sealed class EinvException : Exception
{
    public readonly int Status;
    public EinvException(int status, string message) : base(message) { Status = status; }
}

/// <summary>The result of a call: the number, and the text or file.</summary>
public struct EinvAnswer
{
    public int Status;
    public byte[] Bytes;
    public string Text { get { return Encoding.UTF8.GetString(Bytes); } }
    /// <summary>The picked values, one a line.</summary>
    public string[] Lines { get { return Text.Split('\n'); } }
}

/// <summary>A portal and a ledger. Any thread may call it; share one among all.</summary>
public sealed partial class Einv : IDisposable
{
    public const int Ok = 0, Invalid = 1, Pending = 2;
    const int Abi = 1, Buffer = 11, Handle = 16;

    delegate int Verb(int engine, byte[] input, int inputLen, byte[] opts, int optsLen, byte[] output, int outputCap, out int outputLen);

    readonly int engine;

    /// <summary>The verbs without a portal and a ledger.</summary>
    public Einv() { Check(); }

    /// <summary>{} is the built-in sandbox.</summary>
    public Einv(string config)
    {
        Check();
        byte[] text = Encoding.UTF8.GetBytes(config), output = new byte[65536];
        int length, status = einv_open(text, text.Length, out engine, output, output.Length, out length);
        if (engine == 0) throw new EinvException(status, Encoding.UTF8.GetString(output, 0, length));
    }

    static void Check()
    {
        int found;
        try
        {
            Preload();
            found = einv_abi();
        }
        catch (DllNotFoundException why)
        {
            throw new EinvLibraryException("the einv library can't be loaded: " + why.Message
                + "; put it beside the program, or its folder on LD_LIBRARY_PATH (PATH on Windows)", why);
        }
        catch (BadImageFormatException why)
        {
            throw new EinvLibraryException("the einv library is of another processor than this program: " + why.Message, why);
        }
        catch (EntryPointNotFoundException why)
        {
            throw new EinvLibraryException("what is named einv is not the einv library: " + why.Message, why);
        }
        if (found != Abi)
        {
            throw new EinvLibraryException("the einv library has the interface " + found + ", this program speaks " + Abi, null);
        }
    }

    [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
    static extern IntPtr LoadLibraryW(string path);

    // .NET Framework has one folder for programs of 32 and 64 bit: the package puts a library for each into x86 and x64. What is
    // loaded already is what DllImport finds. .NET finds the library of its processor by itself.
    static void Preload()
    {
        if (Environment.OSVersion.Platform != PlatformID.Win32NT) return;
        string folder = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, IntPtr.Size == 8 ? "x64" : "x86");
        string path = Path.Combine(folder, "einv.dll");
        if (File.Exists(path)) LoadLibraryW(path);
    }

    /// <summary>Text as a JSON string with its quotes.</summary>
    public static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c == '"' || c == '\\') json.Append('\\').Append(c);
            else if (c < ' ' || c > '~') json.AppendFormat("\\u{0:x4}", (int)c);
            else json.Append(c);
        }
        return json.Append('"').ToString();
    }

    /// <summary>Makes the calls in flight return 26; the engine stays usable.</summary>
    public void Stop() { einv_stop(engine); }

    /// <summary>The old handle is kept, so a later call returns E_HANDLE.</summary>
    public void Dispose() { if (engine != 0) einv_close(engine); }

    // One per thread, so that a call doesn't begin by clearing 64 KiB.
    [ThreadStatic] static byte[] room;

    EinvAnswer Call(Verb verb, byte[] document, string opts)
    {
        byte[] options = Encoding.UTF8.GetBytes(opts ?? "");
        int length = 65536;
        while (true)
        {
            // After too small a buffer the call may be repeated: nothing is done twice.
            if (room == null || room.Length < length) room = new byte[length];
            int status = verb(engine, document, document == null ? 0 : document.Length, options, options.Length, room, room.Length, out length);
            if (status == Buffer && length > room.Length) continue;
            var bytes = new byte[length];
            Array.Copy(room, bytes, length);
            return new EinvAnswer { Status = status, Bytes = bytes };
        }
    }

    // A call on a thread of the pool. A call that has begun runs to its end: Stop() and the option "deadline_ms" end it.
    Task<EinvAnswer> Later(Verb verb, byte[] document, string opts, CancellationToken cancel)
    {
        return Task.Run(() => Call(verb, document, opts), cancel);
    }

    EinvAnswer Call(Verb verb, string document, string opts) { return Call(verb, Encoding.UTF8.GetBytes(document), opts); }
}

// The verbs. "make header" updates these lines from include/einv.h.
public sealed partial class Einv
{
    // begin generated
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_abi();
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_version(byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_open(byte[] config, int config_len, out int engine, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_close(int handle);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_stop(int handle);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_validate(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_normalize(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_convert(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_columns(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_hash(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_compute(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_validate(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_applicability(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_gstr1(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_explain(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_rules(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_codes(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_verify(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_qr(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_print(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_print(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_stamp(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_submit(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_cancel(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_status(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_reconcile(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_flush(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_fetch(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_gstin(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_cancel(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_vehicle(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_transporter(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_extend(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_consolidate(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_reject(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_ewb_fetch(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_audit(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_list(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_due(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_batch(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_progress(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_results(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_export(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    [DllImport("einv", CallingConvention = CallingConvention.Cdecl)]
    static extern int einv_import(int engine, byte[] doc, int doc_len, byte[] opts, int opts_len, byte[] room, int room_len, out int needed);
    public EinvAnswer Validate(byte[] document, string opts = null) { return Call(einv_validate, document, opts); }
    public EinvAnswer Validate(string document, string opts = null) { return Call(einv_validate, document, opts); }
    public EinvAnswer Normalize(byte[] document, string opts = null) { return Call(einv_normalize, document, opts); }
    public EinvAnswer Normalize(string document, string opts = null) { return Call(einv_normalize, document, opts); }
    public EinvAnswer Convert(byte[] document, string opts = null) { return Call(einv_convert, document, opts); }
    public EinvAnswer Convert(string document, string opts = null) { return Call(einv_convert, document, opts); }
    public EinvAnswer Columns(byte[] document, string opts = null) { return Call(einv_columns, document, opts); }
    public EinvAnswer Columns(string document, string opts = null) { return Call(einv_columns, document, opts); }
    public EinvAnswer Hash(byte[] document, string opts = null) { return Call(einv_hash, document, opts); }
    public EinvAnswer Hash(string document, string opts = null) { return Call(einv_hash, document, opts); }
    public EinvAnswer Compute(byte[] document, string opts = null) { return Call(einv_compute, document, opts); }
    public EinvAnswer Compute(string document, string opts = null) { return Call(einv_compute, document, opts); }
    public EinvAnswer EwbValidate(byte[] document, string opts = null) { return Call(einv_ewb_validate, document, opts); }
    public EinvAnswer EwbValidate(string document, string opts = null) { return Call(einv_ewb_validate, document, opts); }
    public EinvAnswer Applicability(byte[] document, string opts = null) { return Call(einv_applicability, document, opts); }
    public EinvAnswer Applicability(string document, string opts = null) { return Call(einv_applicability, document, opts); }
    public EinvAnswer Gstr1(byte[] document, string opts = null) { return Call(einv_gstr1, document, opts); }
    public EinvAnswer Gstr1(string document, string opts = null) { return Call(einv_gstr1, document, opts); }
    public EinvAnswer Explain(byte[] document, string opts = null) { return Call(einv_explain, document, opts); }
    public EinvAnswer Explain(string document, string opts = null) { return Call(einv_explain, document, opts); }
    public EinvAnswer Rules(byte[] document, string opts = null) { return Call(einv_rules, document, opts); }
    public EinvAnswer Rules(string document, string opts = null) { return Call(einv_rules, document, opts); }
    public EinvAnswer Codes(byte[] document, string opts = null) { return Call(einv_codes, document, opts); }
    public EinvAnswer Codes(string document, string opts = null) { return Call(einv_codes, document, opts); }
    public EinvAnswer Verify(byte[] document, string opts = null) { return Call(einv_verify, document, opts); }
    public EinvAnswer Verify(string document, string opts = null) { return Call(einv_verify, document, opts); }
    public EinvAnswer Qr(byte[] document, string opts = null) { return Call(einv_qr, document, opts); }
    public EinvAnswer Qr(string document, string opts = null) { return Call(einv_qr, document, opts); }
    public EinvAnswer Print(byte[] document, string opts = null) { return Call(einv_print, document, opts); }
    public EinvAnswer Print(string document, string opts = null) { return Call(einv_print, document, opts); }
    public EinvAnswer EwbPrint(byte[] document, string opts = null) { return Call(einv_ewb_print, document, opts); }
    public EinvAnswer EwbPrint(string document, string opts = null) { return Call(einv_ewb_print, document, opts); }
    public EinvAnswer Stamp(byte[] document, string opts = null) { return Call(einv_stamp, document, opts); }
    public EinvAnswer Stamp(string document, string opts = null) { return Call(einv_stamp, document, opts); }
    public EinvAnswer Submit(byte[] document, string opts = null) { return Call(einv_submit, document, opts); }
    public EinvAnswer Submit(string document, string opts = null) { return Call(einv_submit, document, opts); }
    public EinvAnswer Cancel(byte[] document, string opts = null) { return Call(einv_cancel, document, opts); }
    public EinvAnswer Cancel(string document, string opts = null) { return Call(einv_cancel, document, opts); }
    public EinvAnswer Status(byte[] document, string opts = null) { return Call(einv_status, document, opts); }
    public EinvAnswer Status(string document, string opts = null) { return Call(einv_status, document, opts); }
    public EinvAnswer Reconcile(byte[] document, string opts = null) { return Call(einv_reconcile, document, opts); }
    public EinvAnswer Reconcile(string document, string opts = null) { return Call(einv_reconcile, document, opts); }
    public EinvAnswer Flush(byte[] document, string opts = null) { return Call(einv_flush, document, opts); }
    public EinvAnswer Flush(string document, string opts = null) { return Call(einv_flush, document, opts); }
    public EinvAnswer Fetch(byte[] document, string opts = null) { return Call(einv_fetch, document, opts); }
    public EinvAnswer Fetch(string document, string opts = null) { return Call(einv_fetch, document, opts); }
    public EinvAnswer Gstin(byte[] document, string opts = null) { return Call(einv_gstin, document, opts); }
    public EinvAnswer Gstin(string document, string opts = null) { return Call(einv_gstin, document, opts); }
    public EinvAnswer Ewb(byte[] document, string opts = null) { return Call(einv_ewb, document, opts); }
    public EinvAnswer Ewb(string document, string opts = null) { return Call(einv_ewb, document, opts); }
    public EinvAnswer EwbCancel(byte[] document, string opts = null) { return Call(einv_ewb_cancel, document, opts); }
    public EinvAnswer EwbCancel(string document, string opts = null) { return Call(einv_ewb_cancel, document, opts); }
    public EinvAnswer EwbVehicle(byte[] document, string opts = null) { return Call(einv_ewb_vehicle, document, opts); }
    public EinvAnswer EwbVehicle(string document, string opts = null) { return Call(einv_ewb_vehicle, document, opts); }
    public EinvAnswer EwbTransporter(byte[] document, string opts = null) { return Call(einv_ewb_transporter, document, opts); }
    public EinvAnswer EwbTransporter(string document, string opts = null) { return Call(einv_ewb_transporter, document, opts); }
    public EinvAnswer EwbExtend(byte[] document, string opts = null) { return Call(einv_ewb_extend, document, opts); }
    public EinvAnswer EwbExtend(string document, string opts = null) { return Call(einv_ewb_extend, document, opts); }
    public EinvAnswer EwbConsolidate(byte[] document, string opts = null) { return Call(einv_ewb_consolidate, document, opts); }
    public EinvAnswer EwbConsolidate(string document, string opts = null) { return Call(einv_ewb_consolidate, document, opts); }
    public EinvAnswer EwbReject(byte[] document, string opts = null) { return Call(einv_ewb_reject, document, opts); }
    public EinvAnswer EwbReject(string document, string opts = null) { return Call(einv_ewb_reject, document, opts); }
    public EinvAnswer EwbFetch(byte[] document, string opts = null) { return Call(einv_ewb_fetch, document, opts); }
    public EinvAnswer EwbFetch(string document, string opts = null) { return Call(einv_ewb_fetch, document, opts); }
    public EinvAnswer Audit(byte[] document, string opts = null) { return Call(einv_audit, document, opts); }
    public EinvAnswer Audit(string document, string opts = null) { return Call(einv_audit, document, opts); }
    public EinvAnswer List(byte[] document, string opts = null) { return Call(einv_list, document, opts); }
    public EinvAnswer List(string document, string opts = null) { return Call(einv_list, document, opts); }
    public EinvAnswer Due(byte[] document, string opts = null) { return Call(einv_due, document, opts); }
    public EinvAnswer Due(string document, string opts = null) { return Call(einv_due, document, opts); }
    public EinvAnswer Batch(byte[] document, string opts = null) { return Call(einv_batch, document, opts); }
    public EinvAnswer Batch(string document, string opts = null) { return Call(einv_batch, document, opts); }
    public EinvAnswer Progress(byte[] document, string opts = null) { return Call(einv_progress, document, opts); }
    public EinvAnswer Progress(string document, string opts = null) { return Call(einv_progress, document, opts); }
    public EinvAnswer Results(byte[] document, string opts = null) { return Call(einv_results, document, opts); }
    public EinvAnswer Results(string document, string opts = null) { return Call(einv_results, document, opts); }
    public EinvAnswer Export(byte[] document, string opts = null) { return Call(einv_export, document, opts); }
    public EinvAnswer Export(string document, string opts = null) { return Call(einv_export, document, opts); }
    public EinvAnswer Import(byte[] document, string opts = null) { return Call(einv_import, document, opts); }
    public EinvAnswer Import(string document, string opts = null) { return Call(einv_import, document, opts); }
    public Task<EinvAnswer> ValidateAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_validate, document, opts, cancel); }
    public Task<EinvAnswer> NormalizeAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_normalize, document, opts, cancel); }
    public Task<EinvAnswer> ConvertAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_convert, document, opts, cancel); }
    public Task<EinvAnswer> ColumnsAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_columns, document, opts, cancel); }
    public Task<EinvAnswer> HashAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_hash, document, opts, cancel); }
    public Task<EinvAnswer> ComputeAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_compute, document, opts, cancel); }
    public Task<EinvAnswer> EwbValidateAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_validate, document, opts, cancel); }
    public Task<EinvAnswer> ApplicabilityAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_applicability, document, opts, cancel); }
    public Task<EinvAnswer> Gstr1Async(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_gstr1, document, opts, cancel); }
    public Task<EinvAnswer> ExplainAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_explain, document, opts, cancel); }
    public Task<EinvAnswer> RulesAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_rules, document, opts, cancel); }
    public Task<EinvAnswer> CodesAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_codes, document, opts, cancel); }
    public Task<EinvAnswer> VerifyAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_verify, document, opts, cancel); }
    public Task<EinvAnswer> QrAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_qr, document, opts, cancel); }
    public Task<EinvAnswer> PrintAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_print, document, opts, cancel); }
    public Task<EinvAnswer> EwbPrintAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_print, document, opts, cancel); }
    public Task<EinvAnswer> StampAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_stamp, document, opts, cancel); }
    public Task<EinvAnswer> SubmitAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_submit, document, opts, cancel); }
    public Task<EinvAnswer> CancelAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_cancel, document, opts, cancel); }
    public Task<EinvAnswer> StatusAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_status, document, opts, cancel); }
    public Task<EinvAnswer> ReconcileAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_reconcile, document, opts, cancel); }
    public Task<EinvAnswer> FlushAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_flush, document, opts, cancel); }
    public Task<EinvAnswer> FetchAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_fetch, document, opts, cancel); }
    public Task<EinvAnswer> GstinAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_gstin, document, opts, cancel); }
    public Task<EinvAnswer> EwbAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb, document, opts, cancel); }
    public Task<EinvAnswer> EwbCancelAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_cancel, document, opts, cancel); }
    public Task<EinvAnswer> EwbVehicleAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_vehicle, document, opts, cancel); }
    public Task<EinvAnswer> EwbTransporterAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_transporter, document, opts, cancel); }
    public Task<EinvAnswer> EwbExtendAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_extend, document, opts, cancel); }
    public Task<EinvAnswer> EwbConsolidateAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_consolidate, document, opts, cancel); }
    public Task<EinvAnswer> EwbRejectAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_reject, document, opts, cancel); }
    public Task<EinvAnswer> EwbFetchAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_ewb_fetch, document, opts, cancel); }
    public Task<EinvAnswer> AuditAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_audit, document, opts, cancel); }
    public Task<EinvAnswer> ListAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_list, document, opts, cancel); }
    public Task<EinvAnswer> DueAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_due, document, opts, cancel); }
    public Task<EinvAnswer> BatchAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_batch, document, opts, cancel); }
    public Task<EinvAnswer> ProgressAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_progress, document, opts, cancel); }
    public Task<EinvAnswer> ResultsAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_results, document, opts, cancel); }
    public Task<EinvAnswer> ExportAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_export, document, opts, cancel); }
    public Task<EinvAnswer> ImportAsync(byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken))
        { return Later(einv_import, document, opts, cancel); }
    // end generated
}
