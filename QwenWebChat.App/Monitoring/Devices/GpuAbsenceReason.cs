namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>
/// Reasons why no GPU can be monitored. The UI text of each is the resource <c>GpuAbsence_</c> plus its name.
/// </summary>
public enum GpuAbsenceReason
{
    /// <summary>The management library was not found; the detail is its file name.</summary>
    NoDriver,

    /// <summary>The driver is older than 2013 and lacks required functions.</summary>
    OldDriver,

    /// <summary>The library returned an error, which is the detail.</summary>
    DriverFailed,

    /// <summary>The library reported no GPU.</summary>
    NoGpu,
}
