{ The golden cases from Free Pascal: golden cases.txt folder answers }
program golden;
{$MODE DELPHI}

uses Classes, SysUtils, einv;

function Field(const Text: string; Index: Integer): string;
begin
  Result := Text;
  for Index := Index downto 1 do
    Delete(Result, 1, Pos('|', Result));
  if Pos('|', Result) > 0 then
    SetLength(Result, Pos('|', Result) - 1);
end;

var
  Cases: TStringList;
  Case_: string;
  Bare, Engine, Called: TEinv;
  Document: RawByteString;
  Answer: TEinvAnswer;
  I: Integer;
begin
  Cases := TStringList.Create;
  Cases.LoadFromFile(ParamStr(1));
  Bare := TEinv.Create;
  Engine := TEinv.Create('{"on":"2026-11-21"}');
  for I := 0 to Cases.Count - 1 do
  begin
    Case_ := Cases[I];
    Called := Engine;
    if Field(Case_, 1) = '0' then
      Called := Bare;
    if Field(Case_, 1) = '2' then
      Engine.Close;
    with TFileStream.Create(ParamStr(2) + '/' + Field(Case_, 3), fmOpenRead) do
    begin
      SetLength(Document, Size);
      ReadBuffer(Pointer(Document)^, Size);
      Free;
    end;
    Answer := Called.Call(Field(Case_, 2), Document, Field(Case_, 4));
    with TFileStream.Create(Format('%s/%s.%d', [ParamStr(3), Field(Case_, 0), Answer.Status]), fmCreate) do
    begin
      WriteBuffer(Pointer(Answer.Text)^, Length(Answer.Text));
      Free;
    end;
  end;
end.
