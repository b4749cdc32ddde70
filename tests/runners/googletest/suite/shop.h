// The shop in one header: a basket, a ledger in whole cents and a stand-in for the warehouse.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

namespace shop {

class Cart {
public:
    Cart &add(const std::string &article, int price, int quantity = 1) {
        if (quantity < 1)
            throw std::invalid_argument("quantity of " + article + " must be positive");
        lines_[article].first = price;
        lines_[article].second += quantity;
        return *this;
    }

    Cart &redeem(int percent) {
        coupon_ = std::max(coupon_, percent);
        return *this;
    }

    int total() const {
        int gross = 0;
        for (const auto &line : lines_)
            gross += line.second.first * line.second.second;
        return gross - gross * coupon_ / 100;
    }

private:
    std::map<std::string, std::pair<int, int>> lines_;
    int coupon_ = 0;
};

inline std::string condition(const char *name, const char *otherwise) {
    const char *value = std::getenv(name);
    return value ? value : otherwise;
}

inline int vat(int net, int rate) {
    return (net * rate + (condition("LEDGER_ROUNDING", "half-up") == "truncate" ? 0 : 50)) / 100;
}

// WAREHOUSE: steady, slow-once (per reservation and ESCAPEMENT_STATE_DIR), slow, or reset.
inline std::string reserve(const std::string &reservation) {
    const std::string manner = condition("WAREHOUSE", "steady");
    bool slow = manner == "slow";
    if (manner == "reset")
        throw std::runtime_error("warehouse closed the connection during handshake");
    if (manner == "slow-once") {
        auto seen = std::filesystem::path(condition("ESCAPEMENT_STATE_DIR", ".")) / reservation;
        slow = !std::filesystem::exists(seen);
        std::ofstream(seen).put('\n');
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(slow ? 50 : 5));
    return slow ? "pending" : "confirmed";
}

} // namespace shop
