namespace QwenWebChat.Inference.Devices;

/// <summary>The kinds of device that a model computes on.</summary>
public enum DeviceKind
{
    Cpu,
    Cuda,
}
