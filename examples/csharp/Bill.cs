// A day at the counter: Bill.exe bill.json [config.json]
// Validates the bill, registers it, saves its signed QR as qr.png and cancels it. Without a configuration the sandbox inside
// the library registers it.
//
//     mcs Bill.cs Einv.cs && LD_LIBRARY_PATH=… mono Bill.exe bill.json
using System;
using System.IO;

static class Bill
{
    static int Main(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.WriteLine("usage: Bill.exe bill.json [config.json]");
            return 2;
        }
        try
        {
            using (var einv = new Einv(arguments.Length > 1 ? File.ReadAllText(arguments[1]) : "{}"))
            {
                return Run(einv, File.ReadAllBytes(arguments[0])) ? 0 : 1;
            }
        }
        catch (Exception why)
        {
            Console.WriteLine(why.Message);
            return 3;
        }
    }

    static bool Run(Einv einv, byte[] bill)
    {
        EinvAnswer report = einv.Validate(bill);
        if (report.Status == Einv.Invalid) return ShowFaults(einv, bill);
        if (report.Status != Einv.Ok) return Say(report.Text);
        Console.WriteLine("valid");

        // Picked values come as plain text, one a line: no JSON parser needed.
        EinvAnswer answer = einv.Submit(bill, "{\"pick\": [\"/status\", \"/irn\", \"/ack_no\", \"/ack_date\", \"/signed_qr\"]}");
        string[] line = answer.Lines;
        if (answer.Status == Einv.Pending) return Say("waiting; it will be sent: " + line[0] + " " + line[1]);
        if (answer.Status != Einv.Ok) return Say("refused: " + answer.Text);
        Console.WriteLine(line[0] + " " + line[1]);
        Console.WriteLine("acknowledged " + line[2] + " " + line[3]);

        EinvAnswer picture = einv.Qr("{\"signed_qr\": " + Einv.Quoted(line[4]) + "}", "{\"format\": \"png\"}");
        if (picture.Status != Einv.Ok) return Say("no picture: " + picture.Text);
        File.WriteAllBytes("qr.png", picture.Bytes);
        Console.WriteLine("qr.png saved");

        string request = "{\"irn\": \"" + line[1] + "\", \"reason\": \"data_entry\", \"remark\": \"wrong buyer\"}";
        EinvAnswer cancelled = einv.Cancel(request, "{\"pick\": [\"/status\", \"/cancel_date\"]}");
        if (cancelled.Status != Einv.Ok) return Say("not cancelled: " + cancelled.Text);
        Console.WriteLine(string.Join(" ", cancelled.Lines));
        return true;
    }

    static bool Say(string words)
    {
        Console.WriteLine(words);
        return false;
    }

    static bool ShowFaults(Einv einv, byte[] bill)
    {
        for (int i = 0; ; i++)
        {
            string at = "\"/findings/" + i + "/";
            string[] fault = einv.Validate(bill, "{\"pick\": [" + at + "path\", " + at + "message\", " + at + "fix\"]}").Lines;
            if (fault.Length < 3 || fault[1] == "") return false;
            Console.WriteLine(fault[0] + ": " + fault[1] + "; " + fault[2]);
        }
    }
}
