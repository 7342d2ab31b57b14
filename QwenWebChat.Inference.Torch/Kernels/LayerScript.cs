using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// A decoder layer in two calls of TorchScript, before and after attention, instead of some forty calls of TorchSharp.
/// At one token a GPU finishes an operator faster than the host calls the next one, so the number of calls limits the
/// speed (docs/adr/0038). Computes the same operators in the same order as <see cref="Model.DecoderLayer"/>.
/// </summary>
internal static class LayerScript
{
    // The fuser is off (TorchEnvironment): it would compile new kernels, which round differently, for each batch size.
    private const string Source = """
        def product(x: Tensor, values: Tensor, group_size: int, numbers: Tensor) -> Tensor:
            if group_size == 0:
                return torch.linear(x, values)
            return torch._weight_int4pack_mm(x, values, group_size, numbers)

        def before_attention(hidden: Tensor, norm: Tensor, epsilon: float, values: Tensor, group_size: int, numbers: Tensor, bias: Tensor,
                             cos: Tensor, sin: Tensor, slots: Tensor, keys: Tensor, cached_values: Tensor) -> Tensor:
            x = torch.rms_norm(hidden, [hidden.size(-1)], norm, epsilon)
            if group_size == 0:
                qkv = torch.linear(x, values, bias)
            else:
                qkv = torch._weight_int4pack_mm(x, values, group_size, numbers).add_(bias)
            tokens = hidden.size(0)
            kv_heads = keys.size(1)
            head_size = keys.size(2)
            qkv = qkv.view(tokens, -1, head_size)
            rotated_heads = qkv.size(1) - kv_heads
            heads = rotated_heads - kv_heads
            x = qkv.narrow(1, 0, rotated_heads)
            swapped = x.view(tokens, rotated_heads, 2, head_size // 2).flip([2]).view(tokens, rotated_heads, head_size)
            rotated = torch.addcmul(x.mul(cos.unsqueeze(1)), swapped, sin.unsqueeze(1)).to(keys.dtype)
            keys.index_copy_(0, slots, rotated.narrow(1, heads, kv_heads))
            cached_values.index_copy_(0, slots, qkv.narrow(1, rotated_heads, kv_heads).to(keys.dtype))
            return rotated.narrow(1, 0, heads).contiguous()

        def after_attention(attended: Tensor, hidden: Tensor, out_values: Tensor, out_group: int, out_numbers: Tensor, norm: Tensor, epsilon: float,
                            gate_values: Tensor, gate_group: int, gate_numbers: Tensor, down_values: Tensor, down_group: int, down_numbers: Tensor) -> Tensor:
            middle = hidden.add(product(attended, out_values, out_group, out_numbers))
            gate_up = product(torch.rms_norm(middle, [middle.size(-1)], norm, epsilon), gate_values, gate_group, gate_numbers)
            width = gate_up.size(1) // 2
            active = torch.silu(gate_up.narrow(1, 0, width)).mul_(gate_up.narrow(1, width, width))
            return middle.add(product(active, down_values, down_group, down_numbers))

        """;

    // Compiled once: a script that does not compile ends the process.
    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    /// <summary>Computes norm, query, key and value with their rotation, and writes keys and values to the cache.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden].</param>
    /// <param name="norm">The weights of the input norm, [hidden].</param>
    /// <param name="qkv">The joined weights of query, key and value, with their bias.</param>
    /// <param name="cos">The cosines, [tokens, headSize]; <paramref name="sin"/> has the same shape.</param>
    /// <param name="slots">The slots of the tokens, int64, [tokens].</param>
    /// <param name="keys">The layer's cached keys, [slots, kvHeads, headSize]; <paramref name="values"/> has the same shape.</param>
    /// <returns>The rotated queries, [tokens, heads, headSize], in the cache's dtype.</returns>
    public static Tensor BeforeAttention(Tensor hidden, Tensor norm, Scalar epsilon, ScriptedWeight qkv, Tensor cos, Tensor sin, Tensor slots, Tensor keys, Tensor values) =>
        Unit.Value.invoke<Tensor>("before_attention", hidden, norm, epsilon, qkv.Values, qkv.GroupSize, qkv.Numbers, qkv.Bias!, cos, sin, slots, keys, values);

    /// <summary>Computes the output projection, norm and feed-forward block, each added to the residual stream.</summary>
    /// <param name="attended">The attention output, [tokens, heads * headSize].</param>
    /// <param name="hidden">The residual stream, [tokens, hidden]; the result has its shape.</param>
    /// <param name="norm">The weights of the norm after attention, [hidden].</param>
    public static Tensor AfterAttention(Tensor attended, Tensor hidden, ScriptedWeight output, Tensor norm, Scalar epsilon, ScriptedWeight gateUp, ScriptedWeight down) =>
        Unit.Value.invoke<Tensor>(
            "after_attention", attended, hidden, output.Values, output.GroupSize, output.Numbers, norm, epsilon,
            gateUp.Values, gateUp.GroupSize, gateUp.Numbers, down.Values, down.GroupSize, down.Numbers);
}
