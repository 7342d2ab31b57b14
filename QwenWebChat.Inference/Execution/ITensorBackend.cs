using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Execution;

/// <summary>
/// The tensor library for GPUs and for the float32 reference: libtorch, in <c>QwenWebChat.Inference.Torch</c>, which
/// registers itself. Without one the CPU's own kernels run every model.
/// </summary>
internal interface ITensorBackend
{
    /// <summary>The registered backend; null for none.</summary>
    static ITensorBackend? Registered { get; set; }

    /// <summary>The reason why the library cannot be used, with a remedy, in one line; null if it can. Does not load the library.</summary>
    string? WhyUnusable { get; }

    /// <summary>
    /// Configures the process for the library, and loads it if the environment variable names one. Only the first call
    /// has an effect. <see cref="FindDevices"/> and <see cref="Decide"/> do so too; an app calls it earlier, to fail at
    /// startup.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The library that the environment variable names cannot be used; the message is one line.
    /// </exception>
    void Prepare();

    /// <summary>Prepares the process and finds the GPUs. The library is loaded only if the driver reports a GPU.</summary>
    DeviceInventory FindDevices();

    /// <summary>
    /// Prepares the process and decides the placement of the model: on the GPUs of an inventory, or on the CPU if the
    /// options' <c>Kernels</c> ask for it.
    /// </summary>
    /// <exception cref="CheckpointException">A weight is missing or has the wrong shape, or the weights exceed the memory.</exception>
    ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices);
}
