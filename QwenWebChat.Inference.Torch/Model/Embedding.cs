using System.Runtime.InteropServices;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Token ids to their rows of the table, which is the host's: a card's memory is for what every token reads whole.</summary>
internal sealed class Embedding(ModelWeights weights, int width)
{
    public const string Name = TensorSpec.EmbeddingName;

    /// <summary>Reads rows on the threads of the weights.</summary>
    /// <returns>Float32, [tokens, hidden], on the CPU.</returns>
    public Tensor Forward(int[] ids)
    {
        Tensor hidden = empty([ids.Length, width], ScalarType.Float32);
        unsafe
        {
            fixed (byte* bytes = hidden.bytes)
            {
                nint rows = (nint)bytes;
                weights.Threads.Run(ids.Length, row => weights.ReadRow(Name, ids[row], new Span<float>((float*)rows + ((long)row * width), width)));
            }
        }

        return hidden;
    }
}
