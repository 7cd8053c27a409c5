Attribute VB_Name = "Bill"
' A day at the counter: validates bill.json, registers it with the sandbox inside the library, saves its signed QR as qr.bmp
' (what a VB6 picture box shows) and cancels it. SendSimpleBill sends a bill that is no INV-01. Start it with Sub Main of a project that also holds Einv.bas.
Option Explicit

Sub Main()
    Dim engine As Long
    On Error GoTo Failed
    engine = OpenEngine("{}")
    RunBill engine, App.Path & "\bill.json"
    EinvClose engine
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "einv"
    If engine <> 0 Then EinvClose engine
End Sub

Private Sub RunBill(ByVal engine As Long, ByVal fileName As String)
    Dim bill() As Byte, length As Long, answer As EinvAnswer, irn As String, json() As Byte
    bill = FileBytes(fileName)
    length = UBound(bill)

    answer = CallVerb(engine, "validate", bill, length, "")
    If answer.Status = EINV_INVALID Then
        MsgBox Faults(engine, bill, length)
        Exit Sub
    End If
    If answer.Status <> EINV_OK Then Err.Raise EINV_FAILED, "einv", AnswerText(answer)

    ' Picked values come as plain text, one a line: no JSON parser needed.
    answer = CallVerb(engine, "submit", bill, length, "{""pick"": [""/status"", ""/irn"", ""/ack_no"", ""/ack_date"", ""/signed_qr""]}")
    irn = AnswerLine(answer, 1)
    If answer.Status = EINV_PENDING Then
        MsgBox "waiting; it will be sent: " & irn
        Exit Sub
    End If
    If answer.Status <> EINV_OK Then Err.Raise EINV_FAILED, "einv", AnswerText(answer)
    MsgBox AnswerLine(answer, 0) & " " & irn & vbCrLf & AnswerLine(answer, 2) & " " & AnswerLine(answer, 3)

    json = Utf8("{""signed_qr"": " & Quoted(AnswerLine(answer, 4)) & "}")
    answer = CallVerb(engine, "qr", json, UBound(json), "{""format"": ""bmp""}")
    If answer.Status <> EINV_OK Then Err.Raise EINV_FAILED, "einv", AnswerText(answer)
    SaveBytes App.Path & "\qr.bmp", answer

    json = Utf8("{""irn"": """ & irn & """, ""reason"": ""data_entry"", ""remark"": ""wrong buyer""}")
    answer = CallVerb(engine, "cancel", json, UBound(json), "{""pick"": [""/status"", ""/cancel_date""]}")
    If answer.Status <> EINV_OK Then Err.Raise EINV_FAILED, "einv", AnswerText(answer)
    MsgBox AnswerLine(answer, 0) & " " & AnswerLine(answer, 1)
End Sub

' Registers a bill of your own keys (docs/simple.md): buyer and lines. The seller comes from the configuration, taxes and totals are
' worked out, and "normalize" says that it is no INV-01. Amounts go as text, so that no Double rounds them.
Public Sub SendSimpleBill()
    Dim engine As Long, json() As Byte, answer As EinvAnswer
    On Error GoTo Failed
    engine = OpenEngine("{""taxpayers"": [{""gstin"": ""29AABCU9603R1ZJ"", ""seller"": {""legal_name"": ""Udupi Stationers"", " & _
        """address"": ""14 Car Street"", ""city"": ""Udupi"", ""pin"": ""576101""}}]}")
    json = Utf8("{""number"": ""SB/1"", ""date"": " & Quoted(Format$(Date, "yyyy\-mm\-dd")) & ", " & _
        """buyer"": {""gstin"": ""27AABCU9603R1ZN"", ""name"": ""Pune Office Supplies LLP"", ""address"": ""7 Laxmi Road"", " & _
        """city"": ""Pune"", ""pin"": ""411030""}, " & _
        """lines"": [{""name"": ""Ruled register"", ""hsn"": ""48201090"", ""qty"": ""10"", ""unit"": ""pcs"", " & _
        """price"": " & Quoted("100.00") & ", ""rate"": ""18""}]}")
    answer = CallVerb(engine, "submit", json, UBound(json), "{""normalize"": true, ""pick"": [""/status"", ""/irn""]}")
    If answer.Status = EINV_OK Then
        MsgBox AnswerLine(answer, 0) & " " & AnswerLine(answer, 1)
    Else
        MsgBox AnswerText(answer), vbExclamation, "einv"
    End If
    EinvClose engine
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "einv"
    If engine <> 0 Then EinvClose engine
End Sub

Private Function Faults(ByVal engine As Long, bill() As Byte, ByVal length As Long) As String
    Dim i As Long, at As String, answer As EinvAnswer
    Do
        at = """/findings/" & i & "/"
        answer = CallVerb(engine, "validate", bill, length, "{""pick"": [" & at & "path"", " & at & "message"", " & at & "fix""]}")
        If AnswerLine(answer, 1) = "" Then Exit Function
        Faults = Faults & AnswerLine(answer, 0) & ": " & AnswerLine(answer, 1) & "; " & AnswerLine(answer, 2) & vbCrLf
        i = i + 1
    Loop
End Function

' A file's bytes and one more: UBound is the length.
Private Function FileBytes(ByVal fileName As String) As Byte()
    Dim bytes() As Byte, number As Integer, length As Long
    number = FreeFile
    Open fileName For Binary Access Read As #number
    length = LOF(number)
    ReDim bytes(length)
    If length > 0 Then
        ReDim bytes(length - 1)
        Get #number, , bytes
        ReDim Preserve bytes(length)
    End If
    Close #number
    FileBytes = bytes
End Function

Private Sub SaveBytes(ByVal fileName As String, answer As EinvAnswer)
    Dim bytes() As Byte, number As Integer
    bytes = answer.Bytes
    ReDim Preserve bytes(answer.Length - 1)
    If Dir$(fileName) <> "" Then Kill fileName
    number = FreeFile
    Open fileName For Binary Access Write As #number
    Put #number, , bytes
    Close #number
End Sub
