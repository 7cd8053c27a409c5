// What the async verbs promise, on Mono: Tests.exe bill.json refused.json. Golden.cs has the golden cases.
using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

static class Tests
{
    static string good;

    static byte[] Bill(string number)
    {
        return System.Text.Encoding.UTF8.GetBytes(good.Replace("UDP/26-27/0417", number));
    }

    static void Must(bool holds, string what)
    {
        if (!holds) throw new Exception("not so: " + what);
    }

    static async Task Run(byte[] refused)
    {
        using (var einv = new Einv("{}"))
        {
            EinvAnswer made = await einv.SubmitAsync(Bill("D/1"), "{\"pick\": [\"/status\", \"/irn\"]}");
            Must(made.Status == Einv.Ok && made.Lines[0] == "registered", "a bill is registered");
            EinvAnswer again = await einv.SubmitAsync(Bill("D/1"), "{\"pick\": [\"/status\", \"/irn\"]}");
            Must(again.Lines[1] == made.Lines[1], "the same bill has the same IRN");
            Must((await einv.ValidateAsync(refused)).Status == Einv.Invalid, "a refused bill is refused");

            EinvAnswer[] many = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => einv.SubmitAsync(Bill("M/" + i), "{\"pick\": \"/irn\"}")));
            Must(many.Select(one => one.Text).Distinct().Count() == 30, "many at once are all registered");

            var cancel = new CancellationTokenSource();
            cancel.Cancel();
            try
            {
                await einv.SubmitAsync(Bill("D/2"), null, cancel.Token);
                Must(false, "a cancelled call doesn't begin");
            }
            catch (OperationCanceledException) { }
            Must(einv.Status("{\"gstin\":\"29AABCU9603R1ZJ\",\"type\":\"INV\",\"number\":\"D/2\",\"date\":\"" + Date() + "\"}", "{\"pick\": \"/status\"}").Text == "unknown",
                "what was cancelled before it began is not stored");
        }
        try
        {
            new Einv("{\"portall\": {}}");
            Must(false, "a wrong configuration throws");
        }
        catch (EinvException why) { Must(why.Status == 20 && why.Message.Contains("portall"), "the message names the key"); }
    }

    static string Date()
    {
        int at = good.IndexOf("\"Dt\"");
        at = good.IndexOf('"', good.IndexOf(':', at)) + 1;
        return good.Substring(at, 10);
    }

    static int Main(string[] arguments)
    {
        good = File.ReadAllText(arguments[0]);
        Run(File.ReadAllBytes(arguments[1])).Wait();
        Console.WriteLine("ok   the async verbs");
        return 0;
    }
}
