using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Execution;

/// <summary>
/// The library that computes in tensors, for GPUs and for the float32 reference: libtorch, in <c>QwenWebChat.Inference.Torch</c>,
/// which registers itself. Without one the CPU's own kernels run every model.
/// </summary>
internal interface ITensorBackend
{
    /// <summary>The one that was registered; null without any.</summary>
    static ITensorBackend? Registered { get; set; }

    /// <summary>The reason why the library cannot be used, with what would be right, in one line; null where it can. Loads nothing.</summary>
    string? WhyUnusable { get; }

    /// <summary>Settles what has to be before the library is loaded, and loads the one that the environment names. The first call alone does something.</summary>
    /// <exception cref="InvalidOperationException">The one that the environment names cannot be used; the message is one line.</exception>
    void Prepare();

    /// <summary>Looks for GPUs. The library is loaded only where the driver has one.</summary>
    DeviceInventory FindDevices();

    /// <summary>Decides where the model goes: on the GPUs of an inventory, or on the CPU as the options' <c>Kernels</c> ask.</summary>
    /// <exception cref="CheckpointException">A weight is missing or misshapen, or the weights exceed the memory.</exception>
    ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices);
}
