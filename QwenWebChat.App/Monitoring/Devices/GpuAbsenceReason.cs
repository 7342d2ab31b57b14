namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Why no GPU can be read; the words are the resource <c>GpuAbsence_</c> with the name.</summary>
public enum GpuAbsenceReason
{
    /// <summary>The management library is not there; the detail is its file.</summary>
    NoDriver,

    /// <summary>The library lacks the functions of 2013 and later.</summary>
    OldDriver,

    /// <summary>It answered with an error, which is the detail.</summary>
    DriverFailed,

    /// <summary>It knows of no GPU.</summary>
    NoGpu,
}
