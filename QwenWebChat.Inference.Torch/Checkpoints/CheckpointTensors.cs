using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Checkpoints;

/// <summary>Loads the tensors of a checkpoint, and writes tensors into one.</summary>
public static class CheckpointTensors
{
    /// <summary>
    /// Loads one float tensor. Where the file's type is the wanted one and the device is the CPU the bytes are copied
    /// once, from the file into the tensor; else one tensor in the file's type lives besides for the moment.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <param name="dtype">The type that the loaded tensor shall have.</param>
    /// <param name="device">Where it shall be.</param>
    /// <returns>A contiguous tensor that the caller (or its dispose scope) owns.</returns>
    /// <exception cref="CheckpointException">It is missing, misshapen, neither F32, F16 nor BF16, or cannot be read.</exception>
    public static torch.Tensor LoadTensor(this Checkpoint checkpoint, string name, IReadOnlyList<long> shape, torch.ScalarType dtype, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        torch.Tensor stored = checkpoint.LoadTensor(name, shape);
        if (stored.dtype == dtype && device.type == DeviceType.CPU)
        {
            return stored;
        }

        using (stored)
        {
            return stored.to(dtype, device);
        }
    }

    /// <summary>Loads one float tensor onto the CPU in the type that it has in the file. The caller owns it.</summary>
    /// <inheritdoc cref="LoadTensor(Checkpoint, string, IReadOnlyList{long}, torch.ScalarType, torch.Device)"/>
    public static torch.Tensor LoadTensor(this Checkpoint checkpoint, string name, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return TensorPieces.Read(checkpoint.FindFloats(name, shape));
    }

    /// <summary>Adds a tensor in its own type; it stays the caller's and must live until <see cref="SafetensorsWriter.Write"/> is over.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the format has no such type.</exception>
    public static void Add(this SafetensorsWriter writer, string name, torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tensor);
        DType[] dtypes = [.. Enum.GetValues<DType>().Where(dtype => dtype is not (DType.Unknown or DType.Float8E4M3) && dtype.ScalarType() == tensor.dtype)];
        if (dtypes is not [DType known])
        {
            throw new ArgumentException($"Tensor '{name}' is of {tensor.dtype}, which is not written.", nameof(tensor));
        }

        writer.Add(name, known, tensor.shape, stream => TensorPieces.Write(tensor, stream));
    }
}
