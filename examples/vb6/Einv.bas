Attribute VB_Name = "Einv"
' einv from Visual Basic 6, and from VBA of 32 and 64 bit (Excel, Access, Word). VB6: put the 32-bit einv.dll beside the program.
' VBA: call UseFolder first, with a folder that has x64\einv.dll and x86\einv.dll.
'
' Documents and answers are bytes, never String: VB turns a String into the code page on its way into a DLL, and a name in
' Hindi is lost. Utf8 and FromUtf8 convert.
Option Explicit

Public Const EINV_ABI As Long = 1
Public Const EINV_OK As Long = 0
Public Const EINV_INVALID As Long = 1
Public Const EINV_PENDING As Long = 2
Public Const EINV_E_BUFFER As Long = 11

' Errors raised here; Err.Description says what to do.
Public Const EINV_NO_LIBRARY As Long = vbObjectError + 513
Public Const EINV_WRONG_ABI As Long = vbObjectError + 514
Public Const EINV_FAILED As Long = vbObjectError + 515

Public Type EinvAnswer
    Status As Long
    Bytes() As Byte
    Length As Long
End Type

Private Const CP_UTF8 As Long = 65001
#If VBA7 Then
Private Declare PtrSafe Function WideCharToMultiByte Lib "kernel32" (ByVal codePage As Long, ByVal flags As Long, ByVal wide As LongPtr, ByVal wideLen As Long, ByVal multi As LongPtr, ByVal multiLen As Long, ByVal defaultChar As LongPtr, ByVal usedDefault As LongPtr) As Long
Private Declare PtrSafe Function MultiByteToWideChar Lib "kernel32" (ByVal codePage As Long, ByVal flags As Long, ByVal multi As LongPtr, ByVal multiLen As Long, ByVal wide As LongPtr, ByVal wideLen As Long) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
#Else
Private Declare Function WideCharToMultiByte Lib "kernel32" (ByVal codePage As Long, ByVal flags As Long, ByVal wide As Long, ByVal wideLen As Long, ByVal multi As Long, ByVal multiLen As Long, ByVal defaultChar As Long, ByVal usedDefault As Long) As Long
Private Declare Function MultiByteToWideChar Lib "kernel32" (ByVal codePage As Long, ByVal flags As Long, ByVal multi As Long, ByVal multiLen As Long, ByVal wide As Long, ByVal wideLen As Long) As Long
#End If

' "make header" updates these lines from include/einv.h.
' begin generated
#If VBA7 Then
Public Declare PtrSafe Function EinvAbi Lib "einv.dll" () As Long
Public Declare PtrSafe Function EinvVersion Lib "einv.dll" (ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvOpen Lib "einv.dll" (ByRef config As Byte, ByVal config_len As Long, ByRef engine As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvClose Lib "einv.dll" (ByVal handle As Long) As Long
Public Declare PtrSafe Function EinvStop Lib "einv.dll" (ByVal handle As Long) As Long
Public Declare PtrSafe Function EinvValidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvNormalize Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvConvert Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvColumns Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvHash Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvCompute Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbValidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvApplicability Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvGstr1 Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvExplain Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvRules Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvCodes Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvVerify Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvQr Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvPrint Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbPrint Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvStamp Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvSubmit Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvCancel Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvStatus Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvReconcile Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvFlush Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvFetch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvGstin Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwb Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbCancel Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbVehicle Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbTransporter Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbExtend Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbConsolidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbReject Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvEwbFetch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvAudit Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvList Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvDue Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvBatch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvProgress Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvResults Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvExport Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare PtrSafe Function EinvImport Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
#Else
Public Declare Function EinvAbi Lib "einv.dll" () As Long
Public Declare Function EinvVersion Lib "einv.dll" (ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvOpen Lib "einv.dll" (ByRef config As Byte, ByVal config_len As Long, ByRef engine As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvClose Lib "einv.dll" (ByVal handle As Long) As Long
Public Declare Function EinvStop Lib "einv.dll" (ByVal handle As Long) As Long
Public Declare Function EinvValidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvNormalize Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvConvert Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvColumns Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvHash Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvCompute Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbValidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvApplicability Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvGstr1 Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvExplain Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvRules Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvCodes Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvVerify Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvQr Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvPrint Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbPrint Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvStamp Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvSubmit Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvCancel Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvStatus Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvReconcile Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvFlush Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvFetch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvGstin Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwb Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbCancel Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbVehicle Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbTransporter Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbExtend Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbConsolidate Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbReject Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvEwbFetch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvAudit Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvList Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvDue Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvBatch Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvProgress Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvResults Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvExport Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
Public Declare Function EinvImport Lib "einv.dll" (ByVal engine As Long, ByRef doc As Byte, ByVal doc_len As Long, ByRef opts As Byte, ByVal opts_len As Long, ByRef room As Byte, ByVal room_len As Long, ByRef needed As Long) As Long
#End If
' end generated

#If VBA7 Then
' Loads the library of this Office's bitness from a folder, usually the workbook's: what is loaded is what Declare finds.
Public Sub UseFolder(ByVal folder As String)
    Dim path As String
    #If Win64 Then
        path = folder & "\x64\einv.dll"
    #Else
        path = folder & "\x86\einv.dll"
    #End If
    If LoadLibraryW(StrPtr(path)) = 0 Then
        Err.Raise EINV_NO_LIBRARY, "einv", path & " can't be loaded; put the folders x64 and x86 beside the workbook"
    End If
End Sub
#End If

' A handle for the configuration: "{}" is the built-in sandbox.
Public Function OpenEngine(ByVal config As String) As Long
    Dim text() As Byte, room(65535) As Byte, needed As Long, engine As Long, found As Long
    On Error GoTo Missing
    found = EinvAbi()
    On Error GoTo 0
    If found <> EINV_ABI Then
        Err.Raise EINV_WRONG_ABI, "einv", "einv.dll has the interface " & found & ", this program speaks " & EINV_ABI
    End If
    text = Utf8(config)
    EinvOpen text(0), UBound(text), engine, room(0), 65536, needed
    If engine = 0 Then Err.Raise EINV_FAILED, "einv", FromUtf8(room, needed)
    OpenEngine = engine
    Exit Function
Missing:
    ' 53 file not found, 48 error in loading: another processor; 453 no such function: another DLL of that name.
    Err.Raise EINV_NO_LIBRARY, "einv", "einv.dll can't be used: " & Err.Description & "; put the einv.dll of this program's bitness beside it"
End Function

' One call: CallVerb(engine, "submit", bill, "{""pick"": ""/irn""}"). Engine 0 is for what needs no portal and no ledger.
Public Function CallVerb(ByVal engine As Long, ByVal verb As String, document() As Byte, ByVal documentLength As Long, ByVal options As String) As EinvAnswer
    Dim answer As EinvAnswer, opts() As Byte, room() As Byte, needed As Long
    opts = Utf8(options)
    needed = 65536
    Do
        ' After too small a buffer the call may be repeated: nothing is done twice.
        ReDim room(needed)
        answer.Status = Dispatch(verb, engine, document, documentLength, opts, UBound(opts), room, UBound(room), needed)
    Loop While answer.Status = EINV_E_BUFFER And needed > UBound(room)
    answer.Bytes = room
    answer.Length = needed
    CallVerb = answer
End Function

Private Function Dispatch(ByVal verb As String, ByVal engine As Long, doc() As Byte, ByVal docLen As Long, opts() As Byte, ByVal optsLen As Long, room() As Byte, ByVal roomLen As Long, needed As Long) As Long
    Select Case verb
        ' begin generated
        Case "validate": Dispatch = EinvValidate(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "normalize": Dispatch = EinvNormalize(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "convert": Dispatch = EinvConvert(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "columns": Dispatch = EinvColumns(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "hash": Dispatch = EinvHash(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "compute": Dispatch = EinvCompute(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_validate": Dispatch = EinvEwbValidate(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "applicability": Dispatch = EinvApplicability(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "gstr1": Dispatch = EinvGstr1(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "explain": Dispatch = EinvExplain(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "rules": Dispatch = EinvRules(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "codes": Dispatch = EinvCodes(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "verify": Dispatch = EinvVerify(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "qr": Dispatch = EinvQr(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "print": Dispatch = EinvPrint(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_print": Dispatch = EinvEwbPrint(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "stamp": Dispatch = EinvStamp(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "submit": Dispatch = EinvSubmit(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "cancel": Dispatch = EinvCancel(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "status": Dispatch = EinvStatus(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "reconcile": Dispatch = EinvReconcile(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "flush": Dispatch = EinvFlush(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "fetch": Dispatch = EinvFetch(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "gstin": Dispatch = EinvGstin(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb": Dispatch = EinvEwb(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_cancel": Dispatch = EinvEwbCancel(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_vehicle": Dispatch = EinvEwbVehicle(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_transporter": Dispatch = EinvEwbTransporter(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_extend": Dispatch = EinvEwbExtend(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_consolidate": Dispatch = EinvEwbConsolidate(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_reject": Dispatch = EinvEwbReject(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "ewb_fetch": Dispatch = EinvEwbFetch(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "audit": Dispatch = EinvAudit(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "list": Dispatch = EinvList(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "due": Dispatch = EinvDue(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "batch": Dispatch = EinvBatch(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "progress": Dispatch = EinvProgress(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "results": Dispatch = EinvResults(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "export": Dispatch = EinvExport(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        Case "import": Dispatch = EinvImport(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)
        ' end generated
        Case Else
            Err.Raise EINV_FAILED, "einv", "no verb " & verb
    End Select
End Function

Public Function AnswerText(answer As EinvAnswer) As String
    AnswerText = FromUtf8(answer.Bytes, answer.Length)
End Function

' A picked value: line 0 is the first.
Public Function AnswerLine(answer As EinvAnswer, ByVal index As Long) As String
    Dim lines() As String
    lines = Split(AnswerText(answer), vbLf)
    If index <= UBound(lines) Then AnswerLine = lines(index)
End Function

' A text's UTF-8 bytes and one more, so that there is always a first byte: UBound is the length.
Public Function Utf8(ByVal text As String) As Byte()
    Dim bytes() As Byte, length As Long
    If Len(text) > 0 Then length = WideCharToMultiByte(CP_UTF8, 0, StrPtr(text), Len(text), 0, 0, 0, 0)
    ReDim bytes(length)
    If length > 0 Then WideCharToMultiByte CP_UTF8, 0, StrPtr(text), Len(text), VarPtr(bytes(0)), length, 0, 0
    Utf8 = bytes
End Function

Public Function FromUtf8(bytes() As Byte, ByVal length As Long) As String
    Dim text As String, characters As Long
    If length = 0 Then Exit Function
    characters = MultiByteToWideChar(CP_UTF8, 0, VarPtr(bytes(0)), length, 0, 0)
    text = String$(characters, 0)
    MultiByteToWideChar CP_UTF8, 0, VarPtr(bytes(0)), length, StrPtr(text), characters
    FromUtf8 = text
End Function

' Text as a JSON string with its quotes, for documents assembled by hand.
Public Function Quoted(ByVal text As String) As String
    Dim i As Long, code As Long, json As String
    For i = 1 To Len(text)
        code = AscW(Mid$(text, i, 1)) And &HFFFF&
        If code = 34 Or code = 92 Then
            json = json & "\" & ChrW$(code)
        ElseIf code < 32 Or code > 126 Then
            json = json & "\u" & Right$("000" & Hex$(code), 4)
        Else
            json = json & ChrW$(code)
        End If
    Next
    Quoted = """" & json & """"
End Function
