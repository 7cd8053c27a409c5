$PBExportHeader$n_einv.sru
$PBExportComments$einv from PowerBuilder 10 or later: put einv.dll of the program's bitness beside it
forward
global type n_einv from nonvisualobject
end type
end forward

global type n_einv from nonvisualobject
end type
global n_einv n_einv

type prototypes
// "make header" updates these lines from include/einv.h.
// begin generated
FUNCTION long EinvAbi () LIBRARY "einv.dll"
FUNCTION long EinvVersion (REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvOpen (blob config, long config_len, REF long engine, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvClose (long handle) LIBRARY "einv.dll"
FUNCTION long EinvStop (long handle) LIBRARY "einv.dll"
FUNCTION long EinvValidate (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvNormalize (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvConvert (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvColumns (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvHash (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvCompute (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbValidate (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvApplicability (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvGstr1 (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvExplain (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvRules (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvCodes (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvVerify (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvQr (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvPrint (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbPrint (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvStamp (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvSubmit (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvCancel (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvStatus (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvReconcile (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvFlush (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvFetch (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvGstin (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwb (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbCancel (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbVehicle (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbTransporter (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbExtend (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbConsolidate (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbReject (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvEwbFetch (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvAudit (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvList (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvDue (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvBatch (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvProgress (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvResults (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvExport (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
FUNCTION long EinvImport (long engine, blob doc, long doc_len, blob opts, long opts_len, REF blob room, long room_len, REF long needed) LIBRARY "einv.dll"
// end generated
end prototypes

type variables
// The answer of the last call: the text or file.
blob ib_answer

constant long OK = 0
constant long INVALID = 1
constant long PENDING = 2

private long il_engine = 0
private constant long ABI = 1
private constant long E_BUFFER = 11
end variables

forward prototypes
public function string of_open (string as_config)
public function long of_call (string as_verb, blob ab_doc, string as_opts)
public function long of_call (string as_verb, string as_doc, string as_opts)
public function string of_text ()
public function string of_line (long al_index)
public subroutine of_close ()
private function long of_dispatch (string as_verb, blob ab_doc, blob ab_opts, ref blob ab_room, ref long al_needed)
end prototypes

public function string of_open (string as_config);
// Opens an engine; "{}" is the built-in sandbox. Returns the error, or an empty string.
long ll_found, ll_needed
blob lb_config, lb_room
TRY
	ll_found = EinvAbi()
CATCH (RuntimeError why)
	RETURN "einv.dll can't be used: " + why.GetMessage() + "; put the einv.dll of this program's bitness beside it"
END TRY
IF ll_found <> ABI THEN
	RETURN "einv.dll has the interface " + String(ll_found) + ", this program speaks " + String(ABI)
END IF
lb_config = Blob(as_config, EncodingUTF8!)
lb_room = Blob(Space(65536), EncodingANSI!)
EinvOpen(lb_config, Len(lb_config), il_engine, lb_room, Len(lb_room), ll_needed)
IF il_engine = 0 THEN RETURN String(BlobMid(lb_room, 1, ll_needed), EncodingUTF8!)
RETURN ""
end function

public function long of_call (string as_verb, blob ab_doc, string as_opts);
// One call; of_text(), of_line() or ib_answer have the answer.
long ll_status, ll_needed
blob lb_room, lb_opts
lb_opts = Blob(as_opts, EncodingUTF8!)
ll_needed = 65536
DO
	// After too small a buffer the call may be repeated: nothing is done twice.
	lb_room = Blob(Space(ll_needed), EncodingANSI!)
	ll_status = of_dispatch(as_verb, ab_doc, lb_opts, lb_room, ll_needed)
LOOP WHILE ll_status = E_BUFFER AND ll_needed > Len(lb_room)
ib_answer = BlobMid(lb_room, 1, ll_needed)
RETURN ll_status
end function

public function long of_call (string as_verb, string as_doc, string as_opts);
RETURN of_call(as_verb, Blob(as_doc, EncodingUTF8!), as_opts)
end function

public function string of_text ();
RETURN String(ib_answer, EncodingUTF8!)
end function

public function string of_line (long al_index);
// A picked value: line 1 is the first.
string ls_rest, ls_line
long ll_at
ls_rest = of_text() + "~n"
DO WHILE al_index > 0
	ll_at = Pos(ls_rest, "~n")
	IF ll_at = 0 THEN RETURN ""
	ls_line = Left(ls_rest, ll_at - 1)
	ls_rest = Mid(ls_rest, ll_at + 1)
	al_index --
LOOP
RETURN ls_line
end function

public subroutine of_close ();
// The old handle is kept, so a later call returns E_HANDLE.
IF il_engine <> 0 THEN EinvClose(il_engine)
end subroutine

private function long of_dispatch (string as_verb, blob ab_doc, blob ab_opts, ref blob ab_room, ref long al_needed);
CHOOSE CASE as_verb
// begin generated
CASE "validate"
	RETURN EinvValidate(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "normalize"
	RETURN EinvNormalize(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "convert"
	RETURN EinvConvert(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "columns"
	RETURN EinvColumns(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "hash"
	RETURN EinvHash(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "compute"
	RETURN EinvCompute(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_validate"
	RETURN EinvEwbValidate(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "applicability"
	RETURN EinvApplicability(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "gstr1"
	RETURN EinvGstr1(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "explain"
	RETURN EinvExplain(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "rules"
	RETURN EinvRules(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "codes"
	RETURN EinvCodes(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "verify"
	RETURN EinvVerify(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "qr"
	RETURN EinvQr(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "print"
	RETURN EinvPrint(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_print"
	RETURN EinvEwbPrint(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "stamp"
	RETURN EinvStamp(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "submit"
	RETURN EinvSubmit(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "cancel"
	RETURN EinvCancel(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "status"
	RETURN EinvStatus(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "reconcile"
	RETURN EinvReconcile(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "flush"
	RETURN EinvFlush(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "fetch"
	RETURN EinvFetch(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "gstin"
	RETURN EinvGstin(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb"
	RETURN EinvEwb(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_cancel"
	RETURN EinvEwbCancel(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_vehicle"
	RETURN EinvEwbVehicle(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_transporter"
	RETURN EinvEwbTransporter(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_extend"
	RETURN EinvEwbExtend(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_consolidate"
	RETURN EinvEwbConsolidate(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_reject"
	RETURN EinvEwbReject(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "ewb_fetch"
	RETURN EinvEwbFetch(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "audit"
	RETURN EinvAudit(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "list"
	RETURN EinvList(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "due"
	RETURN EinvDue(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "batch"
	RETURN EinvBatch(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "progress"
	RETURN EinvProgress(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "results"
	RETURN EinvResults(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "export"
	RETURN EinvExport(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
CASE "import"
	RETURN EinvImport(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)
// end generated
END CHOOSE
RETURN 18
end function

on n_einv.create
TriggerEvent( this, "constructor" )
end on

on n_einv.destroy
TriggerEvent( this, "destructor" )
end on

event destructor;
of_close()
end event
