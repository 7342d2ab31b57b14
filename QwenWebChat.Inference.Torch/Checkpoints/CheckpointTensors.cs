using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Checkpoints;

/// <summary>Loads the tensors of a checkpoint, and writes tensors into one.</summary>
public static class CheckpointTensors
{
    /// <summary>
    /// Loads one float tensor. If the file's dtype is the requested one and the device is the CPU, the bytes are copied
    /// once, from the file into the tensor; otherwise a second tensor in the file's dtype exists during the conversion.
    /// </summary>
    /// <param name="name">The tensor's name in the checkpoint.</param>
    /// <param name="shape">The shape that it must have, slowest dimension first.</param>
    /// <param name="dtype">The dtype of the loaded tensor.</param>
    /// <param name="device">The device to load it onto.</param>
    /// <returns>A contiguous tensor that the caller (or its dispose scope) owns.</returns>
    /// <exception cref="CheckpointException">The tensor is missing, has the wrong shape or an unsupported dtype, or cannot be read.</exception>
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

    /// <summary>Loads one float tensor onto the CPU in the file's dtype. The caller owns it.</summary>
    /// <inheritdoc cref="LoadTensor(Checkpoint, string, IReadOnlyList{long}, torch.ScalarType, torch.Device)"/>
    public static torch.Tensor LoadTensor(this Checkpoint checkpoint, string name, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return TensorPieces.Read(checkpoint.FindFloats(name, shape));
    }

    /// <summary>
    /// Adds a tensor in its own dtype. The caller keeps ownership and must not free it before <see
    /// cref="SafetensorsWriter.Write"/> returns.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken, or the format has no such type.</exception>
    public static void Add(this SafetensorsWriter writer, string name, torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tensor);
        DType[] dtypes = [.. Enum.GetValues<DType>().Where(dtype => dtype is not (DType.Unknown or DType.Float8E4M3) && dtype.ScalarType() == tensor.dtype)];
        if (dtypes is not [DType known])
        {
            throw new ArgumentException($"Tensor '{name}' is of {tensor.dtype}, which safetensors files cannot hold.", nameof(tensor));
        }

        writer.Add(name, known, tensor.shape, stream => TensorPieces.Write(tensor, stream));
    }
}
