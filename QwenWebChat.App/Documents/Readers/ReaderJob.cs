using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>A Windows job object: it limits the memory of a reader and its child processes, and ends them all when it is closed.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class ReaderJob : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ExtendedLimitInformation = 9;
    private const uint LimitJobMemory = 0x200;
    private const uint DieOnUnhandledException = 0x400;
    private const uint KillOnClose = 0x2000;

    public ReaderJob()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Limits a process that was started and has not received a file yet.</summary>
    /// <exception cref="InvalidOperationException">The system refused the limit.</exception>
    public static ReaderJob Limit(Process process, long memoryBytes)
    {
        ReaderJob job = CreateJobObject(0, null);
        LimitInformation limits = new() { LimitFlags = LimitJobMemory | KillOnClose | DieOnUnhandledException, JobMemoryLimit = (nuint)memoryBytes };
        if (job.IsInvalid || !SetInformationJobObject(job, ExtendedLimitInformation, ref limits, Marshal.SizeOf<LimitInformation>()) || !AssignProcessToJobObject(job, process.SafeHandle))
        {
            int error = Marshal.GetLastPInvokeError();
            job.Dispose();
            throw new InvalidOperationException($"The limits of a reader could not be set: error {error}.");
        }

        return job;
    }

    protected override bool ReleaseHandle() => CloseHandle(handle);

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial ReaderJob CreateJobObject(nint attributes, string? name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(ReaderJob job, int kind, ref LimitInformation information, int length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(ReaderJob job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION.
    [StructLayout(LayoutKind.Sequential)]
    private struct LimitInformation
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public nuint MinimumWorkingSetSize;
        public nuint MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperationCount;
        public ulong WriteOperationCount;
        public ulong OtherOperationCount;
        public ulong ReadTransferCount;
        public ulong WriteTransferCount;
        public ulong OtherTransferCount;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemoryUsed;
        public nuint PeakJobMemoryUsed;
    }
}
