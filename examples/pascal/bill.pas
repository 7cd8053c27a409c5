{ A day at the counter: bill bill.json [config.json]
  Validates the bill, registers it, saves its signed QR as qr.png and cancels it. Without a configuration the sandbox inside
  the library registers it.

      fpc -Mdelphi bill.pas }
program bill;
{$IFDEF FPC}{$MODE DELPHI}{$ELSE}{$APPTYPE CONSOLE}{$ENDIF}

uses Classes, SysUtils, einv;

function FileText(const Name: string): RawByteString;
begin
  with TFileStream.Create(Name, fmOpenRead or fmShareDenyNone) do
  try
    SetLength(Result, Size);
    ReadBuffer(Pointer(Result)^, Size);
  finally
    Free;
  end;
end;

procedure Save(const Name: string; const Bytes: RawByteString);
begin
  with TFileStream.Create(Name, fmCreate) do
  try
    WriteBuffer(Pointer(Bytes)^, Length(Bytes));
  finally
    Free;
  end;
end;

{ One call a fault: values are picked from the answer, so no JSON is read here. }
procedure ShowFaults(Engine: TEinv; const Document: RawByteString);
var
  Fault: Integer;
  Answer: TEinvAnswer;
begin
  Fault := 0;
  repeat
    Answer := Engine.Call('validate', Document, RawByteString(Format(
      '{"pick": ["/findings/%0:d/path", "/findings/%0:d/message", "/findings/%0:d/fix"]}', [Fault])));
    if Answer.Line(1) <> '' then
      WriteLn(Answer.Line(0), ': ', Answer.Line(1), '; ', Answer.Line(2));
    Inc(Fault);
  until Answer.Line(1) = '';
end;

function Registered(Engine: TEinv; const Document: RawByteString): Boolean;
var
  Answer, Picture: TEinvAnswer;
  Irn, SignedQr: RawByteString;
begin
  Result := False;
  Answer := Engine.Call('submit', Document, '{"pick": ["/status", "/irn", "/ack_no", "/ack_date", "/signed_qr"]}');
  case Answer.Status of
    EINV_OK: ;
    EINV_PENDING:
      begin
        WriteLn('waiting; it will be sent: ', Answer.Line(0), ' ', Answer.Line(1));
        Exit;
      end;
  else
    WriteLn('refused: ', Answer.Text);
    Exit;
  end;
  Irn := Answer.Line(1);
  SignedQr := Answer.Line(4);
  WriteLn(Answer.Line(0), ' ', Irn);
  WriteLn('acknowledged ', Answer.Line(2), ' ', Answer.Line(3));

  Picture := Engine.Call('qr', '{"signed_qr": ' + Quoted(SignedQr) + '}', '{"format": "png"}');
  if Picture.Status <> EINV_OK then
  begin
    WriteLn('no picture: ', Picture.Text);
    Exit;
  end;
  Save('qr.png', Picture.Text);
  WriteLn('qr.png saved');

  Answer := Engine.Call('cancel', '{"irn": "' + Irn + '", "reason": "data_entry", "remark": "wrong buyer"}',
    '{"pick": ["/status", "/cancel_date"]}');
  if Answer.Status <> EINV_OK then
  begin
    WriteLn('not cancelled: ', Answer.Text);
    Exit;
  end;
  WriteLn(Answer.Line(0), ' ', Answer.Line(1));
  Result := True;
end;

procedure Run;
var
  Engine: TEinv;
  Document, Config: RawByteString;
  Report: TEinvAnswer;
begin
  Document := FileText(ParamStr(1));
  Config := '{}';
  if ParamCount > 1 then
    Config := FileText(ParamStr(2));
  Engine := TEinv.Create(Config);
  try
    Report := Engine.Call('validate', Document);
    if Report.Status = EINV_OK then
    begin
      WriteLn('valid');
      if not Registered(Engine, Document) then
        ExitCode := 1;
      Exit;
    end;
    ExitCode := 1;
    if Report.Status = EINV_INVALID then
      ShowFaults(Engine, Document)
    else
      WriteLn(Report.Text);
  finally
    Engine.Free;
  end;
end;

begin
  if ParamCount < 1 then
  begin
    WriteLn('usage: bill bill.json [config.json]');
    Halt(2);
  end;
  try
    Run;
  except
    on E: Exception do
    begin
      WriteLn(E.Message);
      ExitCode := 3;
    end;
  end;
end.
