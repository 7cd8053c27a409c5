Attribute VB_Name = "Bills"
' Registers the bills of a sheet: one row a line, rows with the same number are one bill. Needs Einv.bas in the same workbook, and
' the folders x64 and x86, each with its einv.dll, beside the saved workbook.
'
' Row 1 of the sheet "Bills" has the headings, in any order: Invoice No, Date, Buyer GSTIN, Buyer Name, Address, City, PIN, Item, HSN,
' Qty, Unit, Rate, GST %. The last three columns receive Status, IRN and what to fix, on the first row of each bill.
Option Explicit

' The seller of every bill. For the portal, add "portal" and a "ledger" as in docs/settings.md.
Private Const CONFIG As String = "{""taxpayers"": [{""gstin"": ""29AABCU9603R1ZJ"", ""seller"": {" & _
    """legal_name"": ""Udupi Stationers Private Limited"", ""address"": ""14 Car Street"", ""city"": ""Udupi"", ""pin"": ""576101""}}]}"

Public Sub RegisterBills()
    Dim engine As Long, sheet As Object
    On Error GoTo Failed
    UseFolder ThisWorkbook.Path
    Set sheet = ThisWorkbook.Worksheets("Bills")
    engine = OpenEngine(CONFIG)
    RegisterSheet engine, sheet
    EinvClose engine
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "einv"
    If engine <> 0 Then EinvClose engine
End Sub

Private Sub RegisterSheet(ByVal engine As Long, ByVal sheet As Object)
    Dim request() As Byte, answer As EinvAnswer, i As Long, count As Long, at As String, first As Long
    request = Utf8("{""preset"": ""sheet"", ""rows"": " & RowsOf(sheet) & "}")
    answer = CallVerb(engine, "convert", request, UBound(request), "{""pick"": ""/counts/bills"", ""ascii"": false}")
    If answer.Status > EINV_INVALID Then Err.Raise EINV_FAILED, "einv", AnswerText(answer)
    count = CLng(AnswerLine(answer, 0))
    For i = 0 To count - 1
        at = """/bills/" & i & "/"
        answer = CallVerb(engine, "convert", request, UBound(request), "{""limit"": 1000, ""pick"": [" & at & "rows/0"", " & _
            at & "status"", " & at & "invoice"", " & at & "findings/0/message"", " & at & "findings/0/fix""]}")
        ' Row 1 of the request is row 2 of the sheet.
        first = CLng(AnswerLine(answer, 0)) + 1
        If AnswerLine(answer, 1) = "ready" Then
            RegisterBill engine, sheet, first, AnswerLine(answer, 2)
        Else
            Show sheet, first, AnswerLine(answer, 1), "", AnswerLine(answer, 3) & "; " & AnswerLine(answer, 4)
        End If
    Next
End Sub

Private Sub RegisterBill(ByVal engine As Long, ByVal sheet As Object, ByVal row As Long, ByVal invoice As String)
    Dim bill() As Byte, answer As EinvAnswer
    bill = Utf8(invoice)
    answer = CallVerb(engine, "submit", bill, UBound(bill), "{""pick"": [""/status"", ""/irn"", ""/report/findings/0/message"", ""/report/findings/0/fix""]}")
    Select Case answer.Status
        Case EINV_OK
            Show sheet, row, AnswerLine(answer, 0), AnswerLine(answer, 1), ""
        Case EINV_PENDING
            Show sheet, row, "waiting; it will be sent", AnswerLine(answer, 1), ""
        Case EINV_INVALID
            Show sheet, row, "refused", "", AnswerLine(answer, 2) & "; " & AnswerLine(answer, 3)
        Case Else
            Show sheet, row, "failed", "", AnswerText(answer)
    End Select
End Sub

Private Sub Show(ByVal sheet As Object, ByVal row As Long, ByVal status As String, ByVal irn As String, ByVal fix As String)
    Dim column As Long
    column = LastHeading(sheet)
    sheet.Cells(row, column + 1).Value = status
    sheet.Cells(row, column + 2).Value = irn
    sheet.Cells(row, column + 3).Value = fix
End Sub

' The headings end at the first blank cell of row 1.
Private Function LastHeading(ByVal sheet As Object) As Long
    Do While Len(CStr(sheet.Cells(1, LastHeading + 1).Value)) > 0
        LastHeading = LastHeading + 1
    Loop
End Function

' The rows as a JSON list of objects. They end at the first row without a number.
Private Function RowsOf(ByVal sheet As Object) As String
    Dim row As Long, column As Long, columns As Long, json As String
    columns = LastHeading(sheet)
    row = 2
    Do While Len(CStr(sheet.Cells(row, 1).Value)) > 0
        If row > 2 Then json = json & ", "
        json = json & "{"
        For column = 1 To columns
            If column > 1 Then json = json & ", "
            json = json & Quoted(CStr(sheet.Cells(1, column).Value)) & ": " & Quoted(CellText(sheet.Cells(row, column).Value))
        Next
        json = json & "}"
        row = row + 1
    Loop
    RowsOf = "[" & json & "]"
End Function

' A cell as text that doesn't depend on the country settings of Windows.
Private Function CellText(ByVal value As Variant) As String
    If VarType(value) = vbDate Then
        CellText = Format$(value, "dd\/mm\/yyyy")
    ElseIf IsEmpty(value) Or IsError(value) Then
        CellText = ""
    ElseIf VarType(value) = vbString Then
        CellText = value
    Else
        CellText = Trim$(Str$(value))
    End If
End Function
