using System.Runtime.InteropServices;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// Looks up the embedding rows of token ids. The table stays in host memory: GPU memory is for weights that every token
/// reads completely.
/// </summary>
internal sealed class Embedding(ModelWeights weights, int width)
{
    public const string Name = TensorSpec.EmbeddingName;

    /// <summary>Reads the rows on the threads of the weights.</summary>
    /// <returns>The rows, float32, [tokens, hidden], on the CPU.</returns>
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
