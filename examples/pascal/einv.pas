{ einv from Free Pascal, Lazarus and Delphi: the library is loaded when the first engine is opened, so a counter without it
  gets a sentence instead of a loader's message. Strings are UTF-8 bytes (RawByteString) both ways. }
unit einv;
{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

interface

uses SysUtils;

const
  EINV_ABI = 1;
  EINV_OK = 0;
  EINV_INVALID = 1;
  EINV_PENDING = 2;
  EINV_E_BUFFER = 11;

type
  { The library is missing, for another processor, or of another interface. }
  EEinvLibrary = class(Exception);

  { The result of a call: the number, and the text or file. }
  TEinvAnswer = record
    Status: LongInt;
    Text: RawByteString;
    function Line(Index: Integer): RawByteString;
  end;

  TEinv = class
  private
    FEngine: LongInt;
  public
    { Engine 0: what needs no portal and no ledger. }
    constructor Create; overload;
    // '{}' is the built-in sandbox.
    constructor Create(const Config: RawByteString); overload;
    destructor Destroy; override;
    procedure Close;
    { Verb is the name without einv_; Options and Document are JSON. }
    function Call(const Verb: AnsiString; const Document: RawByteString; const Options: RawByteString = ''): TEinvAnswer;
  end;

{ Text as a JSON string with its quotes. }
function Quoted(const Text: RawByteString): RawByteString;

implementation

uses {$IFDEF FPC}dynlibs{$ELSE}Windows{$ENDIF};

type
  { On Windows einv_* is cdecl too, 32 and 64 bit. }
  TAbi = function: LongInt; cdecl;
  TOpen = function(Config: Pointer; ConfigLen: LongInt; out Engine: LongInt; Out_: Pointer; OutCap: LongInt;
    out OutLen: LongInt): LongInt; cdecl;
  TClose = function(Engine: LongInt): LongInt; cdecl;
  TVerb = function(Engine: LongInt; In_: Pointer; InLen: LongInt; Opts: Pointer; OptsLen: LongInt; Out_: Pointer;
    OutCap: LongInt; out OutLen: LongInt): LongInt; cdecl;
{$IFNDEF FPC}
  TLibHandle = THandle;
{$ENDIF}

var
  Loaded: TLibHandle = 0;
  Place: string;

function Find(const Name: AnsiString): Pointer;
begin
  Result := GetProcAddress(Loaded, PAnsiChar(Name));
  if Result = nil then
    raise EEinvLibrary.CreateFmt('%s is not the einv library this program was made for: it has no %s', [Place, Name]);
end;

procedure Load;
var
  Abi: LongInt;
begin
  if Loaded <> 0 then
    Exit;
  Place := GetEnvironmentVariable('EINV_LIBRARY');
  if Place = '' then
    Place := {$IFDEF MSWINDOWS}'einv.dll'{$ELSE}'libeinv.so.1'{$ENDIF};
  Loaded := LoadLibrary(PChar(Place));
  if Loaded = 0 then
    raise EEinvLibrary.CreateFmt('the einv library can''t be loaded: %s; install it, or set EINV_LIBRARY to its file',
      [{$IFDEF FPC}GetLoadErrorStr{$ELSE}SysErrorMessage(GetLastError) + ' (' + Place + ')'{$ENDIF}]);
  Abi := TAbi(Find('einv_abi'))();
  if Abi <> EINV_ABI then
  begin
    FreeLibrary(Loaded);
    Loaded := 0;
    raise EEinvLibrary.CreateFmt('%s has the interface %d, this program speaks %d', [Place, Abi, EINV_ABI]);
  end;
end;

function TEinvAnswer.Line(Index: Integer): RawByteString;
var
  From, Till: Integer;
begin
  From := 1;
  while Index > 0 do
  begin
    Till := Pos(AnsiChar(#10), Text, From);
    if Till = 0 then
      Exit('');
    From := Till + 1;
    Dec(Index);
  end;
  Till := Pos(AnsiChar(#10), Text, From);
  if Till = 0 then
    Till := Length(Text) + 1;
  Result := Copy(Text, From, Till - From);
end;

constructor TEinv.Create;
begin
  Load;
end;

constructor TEinv.Create(const Config: RawByteString);
var
  Text: RawByteString;
  Needed: LongInt;
begin
  Load;
  Text := '';
  SetLength(Text, 65536);
  TOpen(Find('einv_open'))(Pointer(Config), Length(Config), FEngine, Pointer(Text), Length(Text), Needed);
  if FEngine = 0 then
    raise Exception.Create(string(Copy(Text, 1, Needed)));
end;

destructor TEinv.Destroy;
begin
  Close;
  inherited;
end;

{ The stale handle is kept: with 0 the pure verbs would continue as if nothing had happened. }
procedure TEinv.Close;
begin
  if FEngine <> 0 then
    TClose(Find('einv_close'))(FEngine);
end;

function TEinv.Call(const Verb: AnsiString; const Document, Options: RawByteString): TEinvAnswer;
var
  Run: TVerb;
  Needed: LongInt;
begin
  Result.Text := '';
  Run := TVerb(Find('einv_' + Verb));
  Needed := 65536;
  repeat
    { After too small a buffer the call may be repeated: nothing is done twice. }
    SetLength(Result.Text, Needed);
    Result.Status := Run(FEngine, Pointer(Document), Length(Document), Pointer(Options), Length(Options),
      Pointer(Result.Text), Length(Result.Text), Needed);
  until (Result.Status <> EINV_E_BUFFER) or (Needed <= Length(Result.Text));
  SetLength(Result.Text, Needed);
end;

function Quoted(const Text: RawByteString): RawByteString;
var
  I: Integer;
begin
  Result := '"';
  for I := 1 to Length(Text) do
    case Text[I] of
      '"', '\': Result := Result + '\' + Text[I];
      #0..#31: Result := Result + RawByteString(Format('\u%.4x', [Ord(Text[I])]));
    else
      Result := Result + Text[I];
    end;
  Result := Result + '"';
end;

end.
